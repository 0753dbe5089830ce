<?php
/**
 * The box beside a page or post.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Shows the state, sends now, and lets one page or post follow automatically or not.
 */
final class Post_Box {

	const NONCE = 'tradepost_sync_box';

	/**
	 * States in words.
	 *
	 * @var Sync_Status
	 */
	private $status;

	/**
	 * Whether there is a server.
	 *
	 * @var Settings
	 */
	private $settings;

	/**
	 * What follows automatically.
	 *
	 * @var Content_Hooks
	 */
	private $content;

	/**
	 * Takes its collaborators.
	 *
	 * @param Sync_Status   $status   States in words.
	 * @param Settings      $settings Whether there is a server.
	 * @param Content_Hooks $content  What follows automatically.
	 */
	public function __construct( Sync_Status $status, Settings $settings, Content_Hooks $content ) {
		$this->status   = $status;
		$this->settings = $settings;
		$this->content  = $content;
	}

	/**
	 * Connects with WordPress.
	 */
	public function register(): void {
		if ( $this->settings->complete() ) {
			add_action( 'add_meta_boxes', array( $this, 'add' ) );
			add_action( 'save_post', array( $this, 'save' ), 10, 2 );
		}
	}

	/**
	 * Adds the box.
	 */
	public function add(): void {
		if ( current_user_can( Plugin::capability() ) ) {
			add_meta_box( 'tradepost-sync', __( 'Tradepost', 'tradepost-sync' ), array( $this, 'render' ), Content_Body::TYPES, 'side' );
		}
	}

	/**
	 * Prints the box.
	 *
	 * @param \WP_Post $post Page or post.
	 */
	public function render( $post ): void {
		$status = $this->status->of( $post );
		wp_nonce_field( self::NONCE, 'tradepost_sync_box' );
		?>
		<p><span class="tradepost-sync-status is-<?php echo esc_attr( $status['state'] ); ?>"><?php echo esc_html( $status['label'] ); ?></span>
			<?php echo esc_html( $status['detail'] ); ?></p>
		<p><label><input type="checkbox" name="tradepost_sync_auto" value="1" <?php checked( $this->content->follows( $post ) ); ?>>
			<?php esc_html_e( 'Send every change', 'tradepost-sync' ); ?></label></p>
		<?php if ( Post_Lists::can_send( $post ) ) : ?>
			<p><button type="button" class="button tradepost-sync-send" data-post="<?php echo esc_attr( (string) $post->ID ); ?>"><?php esc_html_e( 'Send to Tradepost', 'tradepost-sync' ); ?></button></p>
		<?php endif; ?>
		<?php
	}

	/**
	 * Keeps the choice, only where it differs from the settings.
	 *
	 * @param int      $id   Any post.
	 * @param \WP_Post $post The same.
	 */
	public function save( $id, $post ): void {
		$nonce = isset( $_POST['tradepost_sync_box'] ) ? sanitize_key( $_POST['tradepost_sync_box'] ) : '';
		if ( ! wp_verify_nonce( $nonce, self::NONCE ) || ! Content_Hooks::ours( $post ) || wp_is_post_revision( $id )
			|| ! current_user_can( Plugin::capability() ) || ! current_user_can( 'edit_post', $id ) ) {
			return;
		}
		$wanted = isset( $_POST['tradepost_sync_auto'] );
		if ( $wanted === $this->settings->auto_sync( $post->post_type ) ) {
			delete_post_meta( $id, Content_Hooks::AUTO_META );
		} else {
			update_post_meta( $id, Content_Hooks::AUTO_META, $wanted ? 'yes' : 'no' );
		}
	}
}
