<?php
/**
 * Form of the connection tab.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Shows and takes address, token and switches; errors stand at their field, and what was typed stays.
 */
final class Settings_Form {

	const NONCE = 'tradepost_sync_settings';

	/**
	 * What is stored.
	 *
	 * @var Settings
	 */
	private $settings;

	/**
	 * Stores address and token.
	 *
	 * @var Connection
	 */
	private $connection;

	/**
	 * Texts by field.
	 *
	 * @var array<string,string>
	 */
	private $errors = array();

	/**
	 * Address as it was typed, null when nothing was.
	 *
	 * @var string|null
	 */
	private $typed_url = null;

	/**
	 * Takes its collaborators.
	 *
	 * @param Settings   $settings   What is stored.
	 * @param Connection $connection Stores address and token.
	 */
	public function __construct( Settings $settings, Connection $connection ) {
		$this->settings   = $settings;
		$this->connection = $connection;
	}

	/**
	 * Takes the form, if it was sent.
	 */
	public function handle(): void {
		if ( ! isset( $_POST['tradepost_sync_settings'] ) && ! isset( $_POST['tradepost_sync_disconnect'] ) ) {
			return;
		}
		check_admin_referer( self::NONCE );
		if ( ! current_user_can( Plugin::capability() ) ) {
			wp_die( esc_html__( 'You are not allowed to do this.', 'tradepost-sync' ), '', array( 'response' => 403 ) );
		}
		if ( isset( $_POST['tradepost_sync_disconnect'] ) ) {
			$this->connection->disconnect();
			$this->leave();
			return;
		}
		$typed_url   = isset( $_POST['server_url'] ) ? trim( sanitize_text_field( wp_unslash( $_POST['server_url'] ) ) ) : '';
		$typed_token = isset( $_POST['token'] ) ? trim( sanitize_text_field( wp_unslash( $_POST['token'] ) ) ) : '';
		$server_url  = Settings::clean_url( $typed_url );
		$token       = '' === $typed_token ? $this->settings->token() : Settings::clean_token( $typed_token );
		if ( '' === $token ) {
			$token = new \WP_Error( 'token', __( 'Enter the token that the server showed you.', 'tradepost-sync' ) );
		}
		foreach ( array( $server_url, $token ) as $value ) {
			if ( is_wp_error( $value ) ) {
				$this->errors[ $value->get_error_code() ] = $value->get_error_message();
			}
		}
		if ( $this->errors ) {
			$this->typed_url = $typed_url;
			return;
		}
		$this->settings->change(
			array(
				'logging'    => isset( $_POST['logging'] ),
				'auto_pages' => isset( $_POST['auto_pages'] ),
				'auto_posts' => isset( $_POST['auto_posts'] ),
			)
		);
		$this->connection->change( $server_url, $token );
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
	 * Prints the form.
	 */
	public function render(): void {
		$all        = $this->settings->all();
		$token      = $this->settings->token();
		$url        = $this->typed_url ?? $all['server_url'];
		$connection = $this->settings->connection();
		?>
		<form method="post" action="<?php echo esc_url( Admin_Page::url() ); ?>" novalidate>
			<?php wp_nonce_field( self::NONCE ); ?>
			<table class="form-table" role="presentation">
				<tr>
					<th scope="row"><label for="tradepost-sync-url"><?php esc_html_e( 'Server address', 'tradepost-sync' ); ?></label></th>
					<td>
						<input type="url" id="tradepost-sync-url" name="server_url" class="regular-text code" dir="ltr" inputmode="url" autocomplete="off"
							placeholder="https://shop.example.com" value="<?php echo esc_attr( $url ); ?>" <?php $this->describe( 'server_url' ); ?>>
						<?php $this->render_error( 'server_url' ); ?>
						<?php if ( preg_match( '~^http://(?!localhost|127\.)~', $url ) ) : ?>
							<p class="description"><?php esc_html_e( 'Without https the token travels in clear text.', 'tradepost-sync' ); ?></p>
						<?php endif; ?>
					</td>
				</tr>
				<tr>
					<th scope="row"><label for="tradepost-sync-token"><?php esc_html_e( 'Token', 'tradepost-sync' ); ?></label></th>
					<td>
						<input type="password" id="tradepost-sync-token" name="token" class="regular-text code" dir="ltr" autocomplete="new-password"
							placeholder="<?php echo esc_attr( Settings::preview( $token ) ); ?>" value="" <?php $this->describe( 'token' ); ?>>
						<?php $this->render_error( 'token' ); ?>
						<p class="description">
							<?php
							if ( '' === $token ) {
								esc_html_e( 'Create it on the server under Settings › Integrations › Store. It is shown only once.', 'tradepost-sync' );
							} else {
								printf(
									/* translators: %s: beginning and end of the stored token. */
									esc_html__( 'Stored: %s. Leave the field empty to keep it.', 'tradepost-sync' ),
									'<code dir="ltr">' . esc_html( Settings::preview( $token ) ) . '</code>'
								);
							}
							?>
						</p>
						<p>
							<button type="button" class="button" id="tradepost-sync-test"><?php esc_html_e( 'Test the connection', 'tradepost-sync' ); ?></button>
							<span id="tradepost-sync-test-result" role="status" class="<?php echo $connection && $connection['ok'] ? 'is-good' : 'is-bad'; ?>">
								<?php echo $connection ? esc_html( Connection::describe( $connection ) ) : ''; ?>
							</span>
						</p>
					</td>
				</tr>
				<tr>
					<th scope="row"><?php esc_html_e( 'Pages and posts', 'tradepost-sync' ); ?></th>
					<td>
						<?php
						$this->render_checkbox( 'auto_pages', $all['auto_pages'], __( 'Send pages when they are published or changed', 'tradepost-sync' ) );
						$this->render_checkbox( 'auto_posts', $all['auto_posts'], __( 'Send posts when they are published or changed', 'tradepost-sync' ) );
						?>
					</td>
				</tr>
				<tr>
					<th scope="row"><?php esc_html_e( 'Log', 'tradepost-sync' ); ?></th>
					<td>
						<?php $this->render_checkbox( 'logging', $all['logging'], __( 'Note every call under WooCommerce › Status › Logs', 'tradepost-sync' ) ); ?>
					</td>
				</tr>
			</table>
			<p class="submit">
				<button type="submit" name="tradepost_sync_settings" value="1" class="button button-primary"><?php esc_html_e( 'Save', 'tradepost-sync' ); ?></button>
				<?php if ( '' !== $token ) : ?>
					<button type="submit" name="tradepost_sync_disconnect" value="1" class="button"><?php esc_html_e( 'Forget the token', 'tradepost-sync' ); ?></button>
				<?php endif; ?>
			</p>
		</form>
		<?php
	}

	/**
	 * Prints a checkbox.
	 *
	 * @param string $name    Field.
	 * @param bool   $checked Whether it is ticked.
	 * @param string $label   Text beside it.
	 */
	private function render_checkbox( string $name, $checked, string $label ): void {
		printf(
			'<label class="tradepost-sync-check"><input type="checkbox" name="%s" value="1" %s> %s</label>',
			esc_attr( $name ),
			checked( $checked, true, false ),
			esc_html( $label )
		);
	}

	/**
	 * Prints the attributes that lead from a field to its error.
	 *
	 * @param string $field Field.
	 */
	private function describe( string $field ): void {
		if ( isset( $this->errors[ $field ] ) ) {
			printf( 'aria-invalid="true" aria-describedby="tradepost-sync-%s-error"', esc_attr( $field ) );
		}
	}

	/**
	 * Prints the error of a field.
	 *
	 * @param string $field Field.
	 */
	private function render_error( string $field ): void {
		if ( isset( $this->errors[ $field ] ) ) {
			printf( '<p class="tradepost-sync-error" id="tradepost-sync-%s-error">%s</p>', esc_attr( $field ), esc_html( $this->errors[ $field ] ) );
		}
	}

	/**
	 * Shows the page anew, so that a reload sends nothing again.
	 */
	private function leave(): void {
		if ( wp_safe_redirect( Admin_Page::url() ) ) {
			exit;
		}
	}
}
