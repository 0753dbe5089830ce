<?php
/**
 * What the shop owner has to know wherever they are.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Says that the queue stopped, and how to let it go on.
 */
final class Notices {

	/**
	 * Whether sending is allowed.
	 *
	 * @var Gate
	 */
	private $gate;

	/**
	 * Whether there is a token.
	 *
	 * @var Settings
	 */
	private $settings;

	/**
	 * Counts of the queue.
	 *
	 * @var Item_Report
	 */
	private $report;

	/**
	 * Takes its collaborators.
	 *
	 * @param Gate        $gate     Whether sending is allowed.
	 * @param Settings    $settings Whether there is a token.
	 * @param Item_Report $report   Counts of the queue.
	 */
	public function __construct( Gate $gate, Settings $settings, Item_Report $report ) {
		$this->gate     = $gate;
		$this->settings = $settings;
		$this->report   = $report;
	}

	/**
	 * Connects with WordPress.
	 */
	public function register(): void {
		add_action( 'admin_notices', array( $this, 'render' ) );
	}

	/**
	 * Prints the notice, if there is one.
	 */
	public function render(): void {
		if ( ! $this->gate->paused() || ! $this->settings->complete() || ! current_user_can( Plugin::capability() ) ) {
			return;
		}
		?>
		<div class="notice notice-error">
			<p>
				<strong><?php esc_html_e( 'Tradepost Sync has stopped.', 'tradepost-sync' ); ?></strong>
				<?php
				printf(
					/* translators: 1: the server's own words, 2: number of changes. */
					esc_html__( 'The server does not take the token: %1$s. Changes that wait: %2$s. None is lost; enter a valid token, or test the connection once the server takes this one again.', 'tradepost-sync' ),
					esc_html( $this->gate->state()['paused'] ),
					esc_html( number_format_i18n( $this->report->counts()[ Items::WAITING ] ) )
				);
				?>
				<a href="<?php echo esc_url( Admin_Page::url() ); ?>"><?php esc_html_e( 'Settings', 'tradepost-sync' ); ?></a>
			</p>
		</div>
		<?php
	}
}
