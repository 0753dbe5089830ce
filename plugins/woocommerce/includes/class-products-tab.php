<?php
/**
 * The products tab.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Shows the bulk sync; its buttons and its progress are driven by assets/admin.js.
 */
final class Products_Tab {

	/**
	 * The bulk sync.
	 *
	 * @var Bulk_Sync
	 */
	private $bulk;

	/**
	 * Which way products go.
	 *
	 * @var Settings
	 */
	private $settings;

	/**
	 * Takes its collaborators.
	 *
	 * @param Bulk_Sync $bulk     The bulk sync.
	 * @param Settings  $settings Which way products go.
	 */
	public function __construct( Bulk_Sync $bulk, Settings $settings ) {
		$this->bulk     = $bulk;
		$this->settings = $settings;
	}

	/**
	 * A failure as one line, with the product's name.
	 *
	 * @param object $failure As Item_Report::failures() returns it.
	 */
	public static function describe_failure( $failure ): string {
		$name = Text::plain( get_the_title( (int) $failure->object_id ) );
		return ltrim( $name . ' #' . $failure->object_id . ': ' . $failure->error );
	}

	/**
	 * Prints the tab.
	 */
	public function render(): void {
		$progress = $this->bulk->progress();
		$running  = $progress['running'];
		?>
		<h2><?php esc_html_e( 'Send all products', 'tradepost-sync' ); ?></h2>
		<p>
			<?php
			echo esc_html(
				'webhooks' === $this->settings->all()['products_by']
					? __( 'Changes of products go through the webhooks of WooCommerce; this plugin does not send them a second time.', 'tradepost-sync' )
					: __( 'Changes of products are sent by themselves. Send all of them once after the first connection.', 'tradepost-sync' )
			);
			?>
		</p>
		<p>
			<button type="button" class="button button-primary" id="tradepost-sync-start"
				<?php disabled( $running || ! $this->settings->complete() ); ?>><?php esc_html_e( 'Send all products', 'tradepost-sync' ); ?></button>
			<button type="button" class="button" id="tradepost-sync-cancel" <?php echo $running ? '' : 'hidden'; ?>><?php esc_html_e( 'Stop', 'tradepost-sync' ); ?></button>
			<button type="button" class="button" id="tradepost-sync-retry"><?php esc_html_e( 'Send failed ones again', 'tradepost-sync' ); ?></button>
		</p>
		<div id="tradepost-sync-bulk" data-running="<?php echo $running ? '1' : ''; ?>" <?php echo $progress['started'] ? '' : 'hidden'; ?>>
			<progress max="100" value="<?php echo esc_attr( (string) $progress['percent'] ); ?>" aria-label="<?php esc_attr_e( 'Progress', 'tradepost-sync' ); ?>"></progress>
			<p id="tradepost-sync-progress" role="status">
				<?php
				printf(
					/* translators: 1: number sent, 2: number in all, 3: number of failures. */
					esc_html__( 'Done: %1$s of %2$s. Failed: %3$s.', 'tradepost-sync' ),
					esc_html( number_format_i18n( $progress['done'] ) ),
					esc_html( number_format_i18n( $progress['total'] ) ),
					esc_html( number_format_i18n( $progress['failed'] ) )
				);
				?>
			</p>
			<ul id="tradepost-sync-errors">
				<?php foreach ( $progress['errors'] as $error ) : ?>
					<li dir="auto"><?php echo esc_html( self::describe_failure( $error ) ); ?></li>
				<?php endforeach; ?>
			</ul>
			<p class="description"><?php esc_html_e( 'You may leave this page; sending goes on in the background.', 'tradepost-sync' ); ?></p>
		</div>
		<?php
	}
}
