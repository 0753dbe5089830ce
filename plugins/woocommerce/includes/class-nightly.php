<?php
/**
 * What hooks may have missed.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Compares what the server was told with what the shop has: rows deleted in the database fire no hook.
 */
final class Nightly {

	const AT_ONCE = 500;

	/**
	 * Finds what vanished.
	 *
	 * @var Item_Report
	 */
	private $report;

	/**
	 * The way into the queue.
	 *
	 * @var Queue
	 */
	private $queue;

	/**
	 * Which way products go.
	 *
	 * @var Settings
	 */
	private $settings;

	/**
	 * Takes its collaborators.
	 *
	 * @param Item_Report $report   Finds what vanished.
	 * @param Queue       $queue    The way into the queue.
	 * @param Settings    $settings Which way products go.
	 */
	public function __construct( Item_Report $report, Queue $queue, Settings $settings ) {
		$this->report   = $report;
		$this->queue    = $queue;
		$this->settings = $settings;
	}

	/**
	 * Queues a deletion for everything that is gone.
	 */
	public function run(): void {
		if ( ! $this->settings->complete() ) {
			return;
		}
		// A queued deletion is no longer found, so this ends.
		do {
			$products = $this->report->vanished_products( self::AT_ONCE );
			foreach ( $products as $id ) {
				$this->queue->add( Items::PRODUCT, $id, 'deleted' );
			}
			$content = $this->report->vanished_content( self::AT_ONCE );
			foreach ( $content as $id ) {
				$this->queue->add( Items::CONTENT, $id, 'deleted' );
			}
		} while ( $products || $content );
	}
}
