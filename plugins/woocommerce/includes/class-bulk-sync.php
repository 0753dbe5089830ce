<?php
/**
 * Sends the whole catalogue.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Feeds all products into the queue, a hundred at a time; the place reached is stored, so that any later run goes on there.
 */
final class Bulk_Sync {

	const OPTION = 'tradepost_sync_bulk';

	/** Statuses that are no product yet or no more. */
	const NOT_SENT = array( 'trash', 'auto-draft', 'importing', 'inherit' );

	/**
	 * The queue.
	 *
	 * @var Items
	 */
	private $items;

	/**
	 * Counts of the queue.
	 *
	 * @var Item_Report
	 */
	private $report;

	/**
	 * Wakes the worker.
	 *
	 * @var Scheduler
	 */
	private $scheduler;

	/**
	 * Takes its collaborators.
	 *
	 * @param Items       $items     The queue.
	 * @param Item_Report $report    Counts of the queue.
	 * @param Scheduler   $scheduler Wakes the worker.
	 */
	public function __construct( Items $items, Item_Report $report, Scheduler $scheduler ) {
		$this->items     = $items;
		$this->report    = $report;
		$this->scheduler = $scheduler;
	}

	/**
	 * Begins a run, unless one is under way.
	 */
	public function start(): void {
		if ( $this->feeding() ) {
			return;
		}
		$total = $this->count_products();
		$this->save(
			array(
				'run'       => max( time(), $this->state()['run'] + 1 ),
				'total'     => $total,
				'cursor'    => 0,
				'feeding'   => $total > 0,
				'cancelled' => false,
			)
		);
		if ( $total > 0 ) {
			$this->scheduler->wake( time() );
		}
	}

	/**
	 * Ends a run: what is in the queue already is still sent, nothing is added.
	 */
	public function cancel(): void {
		if ( $this->feeding() ) {
			$this->save(
				array(
					'feeding'   => false,
					'cancelled' => true,
				)
			);
		}
	}

	/**
	 * Whether products of the run are still to be queued.
	 */
	public function feeding(): bool {
		return (bool) $this->state()['feeding'];
	}

	/**
	 * Queues the next hundred once the last hundred is through.
	 */
	public function feed(): void {
		$state = $this->state();
		if ( ! $state['feeding'] || $this->report->run_counts( $state['run'] )[ Items::WAITING ] >= Worker::TOGETHER ) {
			return;
		}
		$ids = $this->next_products( $state['cursor'] );
		foreach ( $ids as $id ) {
			$this->items->add( Items::PRODUCT, $id, 'updated', null, $state['run'] );
		}
		// A cancellation may have come while these were queued.
		$this->save(
			$ids ? array( 'cursor' => end( $ids ) ) : array( 'feeding' => false )
		);
	}

	/**
	 * How far the last run is.
	 *
	 * @return array{started:bool,running:bool,cancelled:bool,total:int,done:int,failed:int,percent:int,errors:object[]}
	 */
	public function progress(): array {
		$state   = $this->state();
		$counts  = $this->report->run_counts( $state['run'] );
		$done    = $counts[ Items::SYNCED ] + $counts[ Items::FAILED ];
		$running = $state['run'] > 0 && ( $state['feeding'] || $counts[ Items::WAITING ] > 0 );
		$total   = max( $state['total'], $done );
		return array(
			'started'   => $state['run'] > 0,
			'running'   => $running,
			'cancelled' => (bool) $state['cancelled'],
			'total'     => $total,
			'done'      => $done,
			'failed'    => $counts[ Items::FAILED ],
			'percent'   => $total > 0 && ( $running || $state['cancelled'] ) ? min( $running ? 99 : 100, intdiv( 100 * $done, $total ) ) : 100,
			'errors'    => $state['run'] > 0 ? $this->report->failures( 5, $state['run'] ) : array(),
		);
	}

	/**
	 * The stored state.
	 *
	 * @return array{run:int,total:int,cursor:int,feeding:bool,cancelled:bool}
	 */
	private function state(): array {
		$stored = get_option( self::OPTION, array() );
		return array_merge(
			array(
				'run'       => 0,
				'total'     => 0,
				'cursor'    => 0,
				'feeding'   => false,
				'cancelled' => false,
			),
			is_array( $stored ) ? $stored : array()
		);
	}

	/**
	 * Stores a change.
	 *
	 * @param array $changes Keys of state().
	 */
	private function save( array $changes ): void {
		// Another process may have changed it since this one read it.
		wp_cache_delete( self::OPTION, 'options' );
		update_option( self::OPTION, array_merge( $this->state(), $changes ), false );
	}

	/**
	 * How many products there are to send.
	 */
	private function count_products(): int {
		global $wpdb;
		$statuses = self::not_sent_list();
		return (int) $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->posts} WHERE post_type = 'product' AND post_status NOT IN ({$statuses})" );
	}

	/**
	 * The next ones after a place.
	 *
	 * @param int $cursor Highest id that was queued.
	 * @return int[]
	 */
	private function next_products( int $cursor ): array {
		global $wpdb;
		$statuses = self::not_sent_list();
		$ids      = $wpdb->get_col(
			$wpdb->prepare(
				"SELECT ID FROM {$wpdb->posts} WHERE post_type = 'product' AND post_status NOT IN ({$statuses}) AND ID > %d ORDER BY ID LIMIT %d",
				$cursor,
				Worker::TOGETHER
			)
		);
		return array_map( 'intval', $ids );
	}

	/**
	 * NOT_SENT as SQL.
	 */
	private static function not_sent_list(): string {
		return "'" . implode( "','", self::NOT_SENT ) . "'";
	}
}
