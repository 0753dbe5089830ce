<?php
/**
 * When the worker runs.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Wakes the worker through Action Scheduler, or through WP-Cron where WooCommerce is absent.
 */
final class Scheduler {

	const RUN     = 'tradepost_sync_run';
	const HOURLY  = 'tradepost_sync_hourly';
	const NIGHTLY = 'tradepost_sync_nightly';
	const GROUP   = 'tradepost-sync';

	/**
	 * Sees to it that the worker runs at that time or earlier.
	 *
	 * A run that is under way does not count: it may have looked at the table for the last time already.
	 *
	 * @param int $at Unix time.
	 */
	public function wake( int $at ): void {
		$at = max( $at, time() );
		if ( ! self::has_action_scheduler() ) {
			$this->wake_by_cron( $at );
			return;
		}
		$planned = as_get_scheduled_actions(
			array(
				'hook'         => self::RUN,
				'group'        => self::GROUP,
				'status'       => 'pending',
				'date'         => as_get_datetime_object( $at ),
				'date_compare' => '<=',
				'per_page'     => 1,
			),
			'ids'
		);
		if ( $planned ) {
			return;
		}
		if ( $at <= time() ) {
			as_enqueue_async_action( self::RUN, array(), self::GROUP );
		} else {
			as_schedule_single_action( $at, self::RUN, array(), self::GROUP );
		}
	}

	/**
	 * Plans the hourly look at the queue and the nightly comparison, once.
	 */
	public function ensure_recurring(): void {
		$night = ( new \DateTimeImmutable( 'tomorrow 03:17', wp_timezone() ) )->getTimestamp();
		foreach ( array(
			self::HOURLY  => array( time() + HOUR_IN_SECONDS, HOUR_IN_SECONDS, 'hourly' ),
			self::NIGHTLY => array( $night, DAY_IN_SECONDS, 'daily' ),
		) as $hook => list( $first, $interval, $recurrence ) ) {
			if ( self::has_action_scheduler() ) {
				wp_clear_scheduled_hook( $hook );
				if ( false === as_next_scheduled_action( $hook, array(), self::GROUP ) ) {
					as_schedule_recurring_action( $first, $interval, $hook, array(), self::GROUP );
				}
			} elseif ( ! wp_next_scheduled( $hook ) ) {
				wp_schedule_event( $first, $recurrence, $hook );
			}
		}
	}

	/**
	 * Takes all plans back.
	 */
	public static function clear(): void {
		foreach ( array( self::RUN, self::HOURLY, self::NIGHTLY ) as $hook ) {
			wp_clear_scheduled_hook( $hook );
			if ( self::has_action_scheduler() ) {
				as_unschedule_all_actions( $hook, array(), self::GROUP );
			}
		}
	}

	/**
	 * Whether Action Scheduler is loaded and ready.
	 */
	private static function has_action_scheduler(): bool {
		return function_exists( 'as_enqueue_async_action' ) && did_action( 'init' );
	}

	/**
	 * WP-Cron refuses a second single event within ten minutes of another one, so the later one has to go first.
	 *
	 * @param int $at Unix time.
	 */
	private function wake_by_cron( int $at ): void {
		$planned = wp_next_scheduled( self::RUN );
		if ( false !== $planned && $planned <= $at ) {
			return;
		}
		wp_clear_scheduled_hook( self::RUN );
		wp_schedule_single_event( $at, self::RUN );
	}
}
