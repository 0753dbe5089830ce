<?php
/**
 * The orders tab.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Makes WooCommerce's own webhooks with one click: they carry orders, and products if the shop owner prefers that.
 */
final class Webhooks_Tab {

	const NONCE = 'tradepost_sync_webhooks';

	/**
	 * The webhooks.
	 *
	 * @var Webhooks
	 */
	private $webhooks;

	/**
	 * Texts by field.
	 *
	 * @var array<string,string>
	 */
	private $errors = array();

	/**
	 * Address as it was typed.
	 *
	 * @var string
	 */
	private $typed_url = '';

	/**
	 * Takes its collaborator.
	 *
	 * @param Webhooks $webhooks The webhooks.
	 */
	public function __construct( Webhooks $webhooks ) {
		$this->webhooks = $webhooks;
	}

	/**
	 * Takes the form, if it was sent.
	 */
	public function handle(): void {
		if ( ! isset( $_POST['tradepost_sync_webhooks'] ) ) {
			return;
		}
		check_admin_referer( self::NONCE );
		if ( ! current_user_can( Plugin::capability() ) ) {
			wp_die( esc_html__( 'You are not allowed to do this.', 'tradepost-sync' ), '', array( 'response' => 403 ) );
		}
		if ( 'remove' === $_POST['tradepost_sync_webhooks'] ) {
			$this->webhooks->remove();
			$this->leave();
			return;
		}
		$this->typed_url = isset( $_POST['delivery_url'] ) ? trim( sanitize_text_field( wp_unslash( $_POST['delivery_url'] ) ) ) : '';
		$typed_secret    = isset( $_POST['secret'] ) ? trim( sanitize_text_field( wp_unslash( $_POST['secret'] ) ) ) : '';
		$delivery_url    = Webhooks::clean_delivery_url( $this->typed_url );
		$secret          = Webhooks::clean_secret( $typed_secret );
		foreach ( array( $delivery_url, $secret ) as $value ) {
			if ( is_wp_error( $value ) ) {
				$this->errors[ $value->get_error_code() ] = $value->get_error_message();
			}
		}
		if ( $this->errors ) {
			return;
		}
		$products_by = isset( $_POST['products_by'] ) ? sanitize_key( $_POST['products_by'] ) : 'plugin';
		$made        = $this->webhooks->create( $delivery_url, $secret, 'webhooks' === $products_by );
		if ( is_wp_error( $made ) ) {
			$this->errors['delivery_url'] = $made->get_error_message();
			return;
		}
		$this->leave();
	}

	/**
	 * Texts by field, empty when all was well.
	 *
	 * @return array<string,string>
	 */
	public function errors(): array {
		return $this->errors;
	}

	/**
	 * Prints the tab.
	 */
	public function render(): void {
		$existing = $this->webhooks->existing();
		$first    = reset( $existing );
		$url      = '' !== $this->typed_url ? $this->typed_url : ( $first ? $first->get_delivery_url() : '' );
		?>
		<h2><?php esc_html_e( 'Webhooks of WooCommerce', 'tradepost-sync' ); ?></h2>
		<p><?php esc_html_e( 'Orders reach the server through webhooks that WooCommerce sends itself. Address and secret are shown on the server once, together with the token.', 'tradepost-sync' ); ?></p>
		<?php if ( $existing ) : ?>
			<table class="widefat striped tradepost-sync-webhooks">
				<thead><tr>
					<th scope="col"><?php esc_html_e( 'Topic', 'tradepost-sync' ); ?></th>
					<th scope="col"><?php esc_html_e( 'State', 'tradepost-sync' ); ?></th>
				</tr></thead>
				<tbody>
					<?php foreach ( $existing as $topic => $webhook ) : ?>
						<tr>
							<td><code dir="ltr"><?php echo esc_html( $topic ); ?></code></td>
							<td><?php echo esc_html( $webhook->get_i18n_status() ); ?></td>
						</tr>
					<?php endforeach; ?>
				</tbody>
			</table>
		<?php endif; ?>
		<form method="post" action="<?php echo esc_url( Admin_Page::url( 'orders' ) ); ?>" novalidate>
			<?php wp_nonce_field( self::NONCE ); ?>
			<table class="form-table" role="presentation">
				<tr>
					<th scope="row"><label for="tradepost-sync-delivery"><?php esc_html_e( 'Delivery address', 'tradepost-sync' ); ?></label></th>
					<td>
						<input type="url" id="tradepost-sync-delivery" name="delivery_url" class="large-text code" dir="ltr" autocomplete="off" value="<?php echo esc_attr( $url ); ?>">
						<?php $this->render_error( 'delivery_url' ); ?>
					</td>
				</tr>
				<tr>
					<th scope="row"><label for="tradepost-sync-secret"><?php esc_html_e( 'Secret', 'tradepost-sync' ); ?></label></th>
					<td>
						<input type="password" id="tradepost-sync-secret" name="secret" class="regular-text code" dir="ltr" autocomplete="new-password" value="">
						<?php $this->render_error( 'secret' ); ?>
					</td>
				</tr>
				<tr>
					<th scope="row"><?php esc_html_e( 'Products', 'tradepost-sync' ); ?></th>
					<td>
						<label class="tradepost-sync-check"><input type="radio" name="products_by" value="plugin" <?php checked( ! isset( $existing['product.updated'] ) ); ?>>
							<?php esc_html_e( 'This plugin sends products (recommended: nothing is lost while the server is away)', 'tradepost-sync' ); ?></label>
						<label class="tradepost-sync-check"><input type="radio" name="products_by" value="webhooks" <?php checked( isset( $existing['product.updated'] ) ); ?>>
							<?php esc_html_e( 'Webhooks send products, too', 'tradepost-sync' ); ?></label>
					</td>
				</tr>
			</table>
			<p class="submit">
				<button type="submit" name="tradepost_sync_webhooks" value="create" class="button button-primary">
					<?php echo esc_html( $existing ? __( 'Update the webhooks', 'tradepost-sync' ) : __( 'Create the webhooks', 'tradepost-sync' ) ); ?></button>
				<?php if ( $existing ) : ?>
					<button type="submit" name="tradepost_sync_webhooks" value="remove" class="button"><?php esc_html_e( 'Delete the webhooks', 'tradepost-sync' ); ?></button>
				<?php endif; ?>
			</p>
		</form>
		<?php
	}

	/**
	 * Prints the error of a field.
	 *
	 * @param string $field Field.
	 */
	private function render_error( string $field ): void {
		if ( isset( $this->errors[ $field ] ) ) {
			printf( '<p class="tradepost-sync-error" role="alert">%s</p>', esc_html( $this->errors[ $field ] ) );
		}
	}

	/**
	 * Shows the tab anew, so that a reload sends nothing again.
	 */
	private function leave(): void {
		if ( wp_safe_redirect( Admin_Page::url( 'orders' ) ) ) {
			exit;
		}
	}
}
