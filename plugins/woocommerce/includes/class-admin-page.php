<?php
/**
 * The plugin's page in the administration.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Frame of the page: menu, tabs, scripts. What is in the tabs has classes of its own.
 */
final class Admin_Page {

	const SLUG = 'tradepost-sync';

	/**
	 * What the shop owner decided.
	 *
	 * @var Settings
	 */
	private $settings;

	/**
	 * Whether sending is allowed.
	 *
	 * @var Gate
	 */
	private $gate;

	/**
	 * Counts of the queue.
	 *
	 * @var Item_Report
	 */
	private $report;

	/**
	 * Address, token, switches.
	 *
	 * @var Settings_Form
	 */
	private $form;

	/**
	 * Bulk sync.
	 *
	 * @var Products_Tab
	 */
	private $products;

	/**
	 * Orders.
	 *
	 * @var Webhooks_Tab
	 */
	private $webhooks;

	/**
	 * Takes its collaborators.
	 *
	 * @param Settings      $settings What the shop owner decided.
	 * @param Gate          $gate     Whether sending is allowed.
	 * @param Item_Report   $report   Counts of the queue.
	 * @param Settings_Form $form     Address, token, switches.
	 * @param Products_Tab  $products Bulk sync.
	 * @param Webhooks_Tab  $webhooks Orders.
	 */
	public function __construct( Settings $settings, Gate $gate, Item_Report $report, Settings_Form $form, Products_Tab $products, Webhooks_Tab $webhooks ) {
		$this->settings = $settings;
		$this->gate     = $gate;
		$this->report   = $report;
		$this->form     = $form;
		$this->products = $products;
		$this->webhooks = $webhooks;
	}

	/**
	 * Connects with WordPress.
	 */
	public function register(): void {
		add_action( 'admin_menu', array( $this, 'add_menu' ) );
		add_action( 'admin_enqueue_scripts', array( $this, 'enqueue' ) );
		add_filter( 'plugin_action_links_' . plugin_basename( PLUGIN_FILE ), array( $this, 'add_link' ) );
	}

	/**
	 * Address of a tab.
	 *
	 * @param string $tab connection, products or orders.
	 */
	public static function url( string $tab = 'connection' ): string {
		return admin_url( 'admin.php?page=' . self::SLUG . '&tab=' . $tab );
	}

	/**
	 * Adds the menu entry; what a form sends is handled before anything is printed.
	 */
	public function add_menu(): void {
		$name = __( 'Tradepost Sync', 'tradepost-sync' );
		$page = add_menu_page( $name, $name, Plugin::capability(), self::SLUG, array( $this, 'render' ), 'dashicons-update', 56 );
		add_action( 'load-' . $page, array( $this->form, 'handle' ) );
		add_action( 'load-' . $page, array( $this->webhooks, 'handle' ) );
	}

	/**
	 * Adds a link to the list of plugins.
	 *
	 * @param string[] $links Links that are there.
	 * @return string[]
	 */
	public function add_link( $links ) {
		array_unshift( $links, '<a href="' . esc_url( self::url() ) . '">' . esc_html__( 'Settings', 'tradepost-sync' ) . '</a>' );
		return $links;
	}

	/**
	 * Loads style and script where something of ours is shown.
	 *
	 * @param string $hook Page.
	 */
	public function enqueue( $hook ): void {
		if ( 'toplevel_page_' . self::SLUG !== $hook && ! in_array( $hook, array( 'edit.php', 'post.php', 'post-new.php' ), true ) ) {
			return;
		}
		wp_enqueue_style( self::SLUG, plugins_url( 'assets/admin.css', PLUGIN_FILE ), array(), VERSION );
		wp_enqueue_script( self::SLUG, plugins_url( 'assets/admin.js', PLUGIN_FILE ), array(), VERSION, true );
		wp_localize_script(
			self::SLUG,
			'tradepostSync',
			array(
				'url'   => admin_url( 'admin-ajax.php' ),
				'nonce' => wp_create_nonce( Admin_Ajax::NONCE ),
				'texts' => array(
					'wait'     => __( 'One moment…', 'tradepost-sync' ),
					'failed'   => __( 'This site did not answer. Try again.', 'tradepost-sync' ),
					/* translators: 1: number sent, 2: number in all, 3: number of failures. */
					'progress' => __( 'Done: %1$s of %2$s. Failed: %3$s.', 'tradepost-sync' ),
				),
			)
		);
	}

	/**
	 * Prints the page.
	 */
	public function render(): void {
		$tabs = array( 'connection' => __( 'Connection', 'tradepost-sync' ) );
		if ( class_exists( 'WooCommerce' ) ) {
			$tabs['products'] = __( 'Products', 'tradepost-sync' );
			$tabs['orders']   = __( 'Orders', 'tradepost-sync' );
		}
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- Only chooses what is shown.
		$asked = isset( $_GET['tab'] ) ? sanitize_key( $_GET['tab'] ) : '';
		$tab   = isset( $tabs[ $asked ] ) ? $asked : 'connection';
		?>
		<div class="wrap tradepost-sync">
			<h1><?php esc_html_e( 'Tradepost Sync', 'tradepost-sync' ); ?></h1>
			<?php $this->render_badge(); ?>
			<nav class="nav-tab-wrapper">
				<?php foreach ( $tabs as $key => $label ) : ?>
					<a href="<?php echo esc_url( self::url( $key ) ); ?>" class="nav-tab <?php echo $key === $tab ? 'nav-tab-active' : ''; ?>"
						<?php echo $key === $tab ? 'aria-current="page"' : ''; ?>><?php echo esc_html( $label ); ?></a>
				<?php endforeach; ?>
			</nav>
			<?php
			if ( 'products' === $tab ) {
				$this->products->render();
			} elseif ( 'orders' === $tab ) {
				$this->webhooks->render();
			} else {
				$this->form->render();
			}
			?>
		</div>
		<?php
	}

	/**
	 * The queue in one line.
	 *
	 * @param array $counts As Item_Report::counts() returns them.
	 */
	public static function describe_counts( array $counts ): string {
		return sprintf(
			/* translators: 1: number waiting, 2: number synced, 3: number of failures. */
			__( 'Waiting: %1$s. Synced: %2$s. Failed: %3$s.', 'tradepost-sync' ),
			number_format_i18n( $counts[ Items::WAITING ] ),
			number_format_i18n( $counts[ Items::SYNCED ] ),
			number_format_i18n( $counts[ Items::FAILED ] )
		);
	}

	/**
	 * Prints how the connection and the queue are.
	 */
	private function render_badge(): void {
		$connection = $this->settings->connection();
		$state      = $this->gate->state();
		$good       = $connection && $connection['ok'] && '' === $state['paused'];
		?>
		<p class="tradepost-sync-state" aria-live="polite">
			<span id="tradepost-sync-badge" class="tradepost-sync-badge <?php echo $good ? 'is-good' : 'is-bad'; ?>">
				<?php echo esc_html( $good ? __( 'Connected', 'tradepost-sync' ) : __( 'Not connected', 'tradepost-sync' ) ); ?>
			</span>
			<span id="tradepost-sync-counts"><?php echo esc_html( self::describe_counts( $this->report->counts() ) ); ?></span>
			<?php
			if ( '' === $state['paused'] && $state['hold_until'] > time() ) {
				echo ' ';
				printf(
					/* translators: 1: time of day, 2: reason, the server's own words. */
					esc_html__( 'Next attempt at %1$s: %2$s', 'tradepost-sync' ),
					esc_html( wp_date( get_option( 'time_format' ), $state['hold_until'] ) ),
					esc_html( $state['reason'] )
				);
			}
			?>
		</p>
		<?php
	}
}
