<?php
/**
 * The composition.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Builds the parts and connects them with WordPress.
 */
final class Plugin {

	/**
	 * Tells WooCommerce that orders are never read from posts here.
	 */
	public static function declare_compatibility(): void {
		if ( class_exists( '\Automattic\WooCommerce\Utilities\FeaturesUtil' ) ) {
			\Automattic\WooCommerce\Utilities\FeaturesUtil::declare_compatibility( 'custom_order_tables', PLUGIN_FILE, true );
		}
	}

	/**
	 * Starts on plugins_loaded.
	 */
	public static function start(): void {
		Installer::activate();

		$settings  = new Settings();
		$log       = new Log( $settings );
		$client    = new Client( $settings, $log );
		$gate      = new Gate();
		$items     = new Items();
		$report    = new Item_Report();
		$scheduler = new Scheduler();
		$queue     = new Queue( $items, $scheduler );
		$bulk      = new Bulk_Sync( $items, $report, $scheduler );
		$worker    = new Worker( $settings, $client, $items, $gate, $bulk, $scheduler );
		$webhooks  = new Webhooks( $settings, $bulk );
		$content   = new Content_Hooks( $queue, $report, $settings );

		add_action( Scheduler::RUN, array( $worker, 'run' ) );
		add_action( Scheduler::HOURLY, array( $worker, 'run' ) );
		add_action( Scheduler::NIGHTLY, array( new Nightly( $report, $queue, $settings ), 'run' ) );
		add_action( 'init', array( self::class, 'load_translations' ) );

		if ( class_exists( 'WooCommerce' ) ) {
			$webhooks->register();
			if ( $settings->complete() && 'plugin' === $settings->all()['products_by'] ) {
				( new Product_Hooks( $queue ) )->register();
			}
		}
		if ( $settings->complete() ) {
			$content->register();
		}
		if ( is_admin() ) {
			$connection = new Connection( $settings, $client, $gate, $scheduler );
			$status     = new Sync_Status( $report );
			( new Admin_Page( $settings, $gate, $report, new Settings_Form( $settings, $connection ), new Products_Tab( $bulk, $settings ), new Webhooks_Tab( $webhooks ) ) )->register();
			( new Admin_Ajax( $connection, $settings, $bulk, $items, $worker, $gate, $queue, $content, $status, $report ) )->register();
			( new Post_Lists( $status, $report, $settings, $content, $queue ) )->register();
			( new Post_Box( $status, $settings, $content ) )->register();
			( new Notices( $gate, $settings, $report ) )->register();
			add_action( 'admin_init', array( $scheduler, 'ensure_recurring' ) );
		}
	}

	/**
	 * Loads the language of the user.
	 */
	public static function load_translations(): void {
		load_plugin_textdomain( 'tradepost-sync', false, dirname( plugin_basename( PLUGIN_FILE ) ) . '/languages' );
	}

	/**
	 * What a user must be allowed to do to see and change anything here.
	 */
	public static function capability(): string {
		return class_exists( 'WooCommerce' ) ? 'manage_woocommerce' : 'manage_options';
	}
}
