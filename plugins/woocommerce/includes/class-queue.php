<?php
/**
 * The way into the queue.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Adds to the table at once, and wakes the worker when the request is over: one save fires many hooks.
 */
final class Queue {

	/** Seconds after which a long import wakes the worker without waiting for its own end. */
	const WAKE_AFTER = 30;

	/**
	 * The table.
	 *
	 * @var Items
	 */
	private $items;

	/**
	 * Wakes the worker.
	 *
	 * @var Scheduler
	 */
	private $scheduler;

	/**
	 * When the worker was woken last, 0 when there was nothing to do yet.
	 *
	 * @var int
	 */
	private $woken_at = 0;

	/**
	 * Takes its collaborators.
	 *
	 * @param Items     $items     The table.
	 * @param Scheduler $scheduler Wakes the worker.
	 */
	public function __construct( Items $items, Scheduler $scheduler ) {
		$this->items     = $items;
		$this->scheduler = $scheduler;
	}

	/**
	 * Queues one thing.
	 *
	 * @param string     $kind  Items::PRODUCT or Items::CONTENT.
	 * @param int        $id    Post id.
	 * @param string     $event created, updated, deleted or restored.
	 * @param array|null $facts What a deletion must still say when the post is gone; null keeps what is stored.
	 */
	public function add( string $kind, int $id, string $event, ?array $facts = null ): void {
		$this->items->add( $kind, $id, $event, $facts );
		if ( 0 === $this->woken_at ) {
			$this->woken_at = time();
			add_action( 'shutdown', array( $this, 'wake' ), 5 );
		} elseif ( time() - $this->woken_at >= self::WAKE_AFTER ) {
			$this->wake();
		}
	}

	/**
	 * Wakes the worker.
	 */
	public function wake(): void {
		$this->woken_at = time();
		$this->scheduler->wake( time() );
	}
}
