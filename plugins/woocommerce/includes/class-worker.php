<?php
/**
 * Sends what waits.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * One run takes up to a hundred changed products in one call, then some things one by one, and plans the next run.
 */
final class Worker {

	const TOGETHER = 100;
	const SINGLES  = 10;

	/** Bytes of one call; half of what the server takes, because proxies take less. */
	const MAX_BYTES = 4 * 1024 * 1024;

	/** Seconds after which a run leaves the rest to the next one. */
	const TIME_LIMIT = 20;

	/**
	 * Address and token.
	 *
	 * @var Settings
	 */
	private $settings;

	/**
	 * The server.
	 *
	 * @var Client
	 */
	private $client;

	/**
	 * The queue.
	 *
	 * @var Items
	 */
	private $items;

	/**
	 * Whether sending is allowed.
	 *
	 * @var Gate
	 */
	private $gate;

	/**
	 * Whose products are fed into the queue.
	 *
	 * @var Bulk_Sync
	 */
	private $bulk;

	/**
	 * Plans the next run.
	 *
	 * @var Scheduler
	 */
	private $scheduler;

	/**
	 * Takes its collaborators.
	 *
	 * @param Settings  $settings  Address and token.
	 * @param Client    $client    The server.
	 * @param Items     $items     The queue.
	 * @param Gate      $gate      Whether sending is allowed.
	 * @param Bulk_Sync $bulk      Feeds the queue.
	 * @param Scheduler $scheduler Plans the next run.
	 */
	public function __construct( Settings $settings, Client $client, Items $items, Gate $gate, Bulk_Sync $bulk, Scheduler $scheduler ) {
		$this->settings  = $settings;
		$this->client    = $client;
		$this->items     = $items;
		$this->gate      = $gate;
		$this->bulk      = $bulk;
		$this->scheduler = $scheduler;
	}

	/**
	 * One run, started by the scheduler.
	 */
	public function run(): void {
		if ( ! $this->settings->complete() ) {
			return;
		}
		$products = function_exists( 'wc_get_product' );
		if ( ! $this->gate->closed() ) {
			self::forget_cached();
			$started = time();
			if ( $products ) {
				$this->bulk->feed();
				$this->send_products( $this->items->claim_fresh_products( self::TOGETHER ) );
			}
			for ( $i = 0; $i < self::SINGLES; $i++ ) {
				$late = $this->gate->closed() || time() - $started >= self::TIME_LIMIT;
				$row  = $late ? null : $this->items->claim_single( $products );
				if ( ! $row ) {
					break;
				}
				$this->send_single( $row );
			}
		}
		$this->plan_next( $products );
	}

	/**
	 * Sends one thing while somebody waits for it.
	 *
	 * @param string $kind Items::PRODUCT or Items::CONTENT.
	 * @param int    $id   Post id, queued before.
	 */
	public function send_now( string $kind, int $id ): void {
		if ( $this->settings->complete() && ! $this->gate->closed() ) {
			foreach ( $this->items->claim( $kind, array( $id ) ) as $row ) {
				$this->send_single( $row );
			}
		}
		$this->plan_next( function_exists( 'wc_get_product' ) );
	}

	/**
	 * Plans the run for what still waits.
	 *
	 * @param bool $products Whether products can be read.
	 */
	private function plan_next( bool $products ): void {
		$due = $this->bulk->feeding() && $products ? time() : $this->items->next_due( $products );
		if ( null !== $due && ! $this->gate->paused() ) {
			$this->scheduler->wake( max( $due, $this->gate->state()['hold_until'] ) );
		}
	}

	/**
	 * Sends claimed products in as few calls as their size allows.
	 *
	 * @param object[] $rows Claimed rows.
	 */
	private function send_products( array $rows ): void {
		$batch  = array();
		$events = array();
		$bytes  = 0;
		foreach ( $rows as $row ) {
			$event = $this->prepare( $row );
			if ( ! $event ) {
				continue;
			}
			$size = strlen( (string) wp_json_encode( $event ) );
			if ( $batch && $bytes + $size > self::MAX_BYTES ) {
				$this->send_batch( $batch, $events );
				$batch  = array();
				$events = array();
				$bytes  = 0;
			}
			$batch[]  = $row;
			$events[] = $event;
			$bytes   += $size;
		}
		if ( $batch ) {
			$this->send_batch( $batch, $events );
		}
	}

	/**
	 * Sends one call's worth of products.
	 *
	 * @param object[] $rows   Claimed rows.
	 * @param array[]  $events Their events, in the same order.
	 */
	private function send_batch( array $rows, array $events ): void {
		if ( $this->gate->closed() ) {
			array_map( array( $this->items, 'release' ), $rows );
			return;
		}
		if ( 1 === count( $rows ) ) {
			$this->settle( $rows[0], $events[0], $this->client->send( 'woocommerce/webhook/', $events[0] ) );
			return;
		}
		$answer  = $this->client->send_together( $events );
		$results = $answer->body['results'] ?? null;
		if ( Answer::ACCEPTED !== $answer->verdict() || ! is_array( $results ) ) {
			$this->settle_failed_batch( $rows, $answer );
			return;
		}
		$this->gate->passed();
		foreach ( $rows as $i => $row ) {
			$result = is_array( $results[ $i ] ?? null ) ? $results[ $i ] : array();
			if ( in_array( $result['status'] ?? '', array( 'accepted', 'skipped' ), true ) ) {
				$this->items->delivered( $row, Event::deletes( $events[ $i ] ) );
			} elseif ( ! empty( $result['errors'] ) ) {
				$this->items->refused( $row, Answer::flatten( (array) $result['errors'] ) );
			} else {
				$this->items->postponed( $row, is_string( $result['reason'] ?? null ) ? $result['reason'] : $answer->text() );
			}
		}
	}

	/**
	 * Decides about products whose common call did not get through.
	 *
	 * @param object[] $rows   Claimed rows.
	 * @param Answer   $answer What came.
	 */
	private function settle_failed_batch( array $rows, Answer $answer ): void {
		if ( $this->close_gate( $answer ) ) {
			array_map( array( $this->items, 'release' ), $rows );
			return;
		}
		// Attempts that failed go one by one from now on, so that the culprit shows.
		$delay = Answer::FAILED === $answer->verdict() ? null : 0;
		foreach ( $rows as $row ) {
			$this->items->postponed( $row, $answer->text(), $delay );
		}
	}

	/**
	 * Sends one claimed row.
	 *
	 * @param object $row Claimed row.
	 */
	private function send_single( object $row ): void {
		$event = $this->prepare( $row );
		if ( $event ) {
			$path = Items::PRODUCT === $row->kind ? 'woocommerce/webhook/' : 'wordpress-content/webhook/';
			$this->settle( $row, $event, $this->client->send( $path, $event ) );
		}
	}

	/**
	 * Reads the present state of the thing behind a row, and fixes the id under which it is sent.
	 *
	 * @param object $row Claimed row.
	 * @return array|null The event; null when there is nothing to send.
	 */
	private function prepare( object $row ): ?array {
		try {
			$event = Event::of( $row );
		} catch ( \Exception $error ) {
			$this->items->postponed( $row, $error->getMessage() );
			return null;
		}
		if ( ! $event ) {
			$this->items->forget( $row );
			return null;
		}
		$this->items->remember_attempt( $row, Event::hash( $event ) );
		return array( 'event_id' => $row->event_id ) + $event;
	}

	/**
	 * Decides about a row by the answer to its own call.
	 *
	 * @param object $row    Claimed row.
	 * @param array  $event  What was sent.
	 * @param Answer $answer What came.
	 */
	private function settle( object $row, array $event, Answer $answer ): void {
		$verdict = $answer->verdict();
		if ( Answer::ACCEPTED === $verdict ) {
			$this->gate->passed();
			$this->items->delivered( $row, Event::deletes( $event ) );
		} elseif ( $this->close_gate( $answer ) ) {
			$this->items->release( $row );
		} elseif ( Answer::REFUSED === $verdict || Answer::TOO_LARGE === $verdict ) {
			$this->items->refused( $row, $answer->text() );
		} else {
			$this->items->postponed( $row, $answer->text() );
		}
	}

	/**
	 * Stops the whole queue where this answer means that nothing gets through.
	 *
	 * @param Answer $answer What came.
	 * @return bool Whether it did.
	 */
	private function close_gate( Answer $answer ): bool {
		switch ( $answer->verdict() ) {
			case Answer::UNAUTHORIZED:
				$this->gate->pause( $answer->text() );
				return true;
			case Answer::THROTTLED:
				$this->gate->hold_for( $answer->retry_after ?? Gate::delay( 0 ), $answer->text() );
				return true;
			case Answer::UNREACHABLE:
				$this->gate->hold( $answer->text() );
				return true;
			default:
				return false;
		}
	}

	/**
	 * Several runs may share one process, and other processes changed products since this one read them.
	 */
	private static function forget_cached(): void {
		if ( function_exists( 'wp_cache_supports' ) && wp_cache_supports( 'flush_runtime' ) ) {
			wp_cache_flush_runtime();
		} elseif ( ! wp_using_ext_object_cache() ) {
			wp_cache_flush();
		}
	}
}
