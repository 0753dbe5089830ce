<?php
/**
 * Action Scheduler as the plugin sees it.
 *
 * @package Tradepost_Sync
 */

/** The planned actions. */
final class Planned_Actions {
	public static $all = array();

	/** Runs what is due, until nothing is; an action under way is no longer pending. */
	public static function run_due() {
		for ( $i = 0; $i < 1000; $i++ ) {
			$due = null;
			foreach ( self::$all as $key => $action ) {
				if ( 'pending' === $action['status'] && $action['at'] <= \Tradepost_Sync\time() && 0 === $action['every'] ) {
					$due = $key;
					break;
				}
			}
			if ( null === $due ) {
				return $i;
			}
			self::$all[ $due ]['status'] = 'in-progress';
			do_action( self::$all[ $due ]['hook'] );
			unset( self::$all[ $due ] );
		}
		throw new LogicException( 'The queue plans itself for ever' );
	}

	/** When the next one-time action is due, null when none is planned. */
	public static function next() {
		$times = array_column( array_filter( self::$all, function ( $action ) { return 0 === $action['every']; } ), 'at' );
		return $times ? min( $times ) : null;
	}
}

function plan_action( $at, $hook, $group, $every = 0 ) {
	Planned_Actions::$all[] = array( 'at' => $at, 'hook' => $hook, 'group' => $group, 'status' => 'pending', 'every' => $every );
	return count( Planned_Actions::$all );
}
function as_enqueue_async_action( $hook, $arguments = array(), $group = '' ) { return plan_action( 0, $hook, $group ); }
function as_schedule_single_action( $at, $hook, $arguments = array(), $group = '' ) { return plan_action( $at, $hook, $group ); }
function as_schedule_recurring_action( $at, $every, $hook, $arguments = array(), $group = '' ) { return plan_action( $at, $hook, $group, $every ); }
function as_get_datetime_object( $time ) { return new DateTime( '@' . $time ); }
function as_get_scheduled_actions( $query, $form ) {
	$found = array();
	foreach ( Planned_Actions::$all as $key => $action ) {
		if ( $action['hook'] === $query['hook'] && $action['status'] === $query['status'] && $action['at'] <= $query['date']->getTimestamp() ) {
			$found[] = $key;
		}
	}
	return $found;
}
function as_next_scheduled_action( $hook ) {
	foreach ( Planned_Actions::$all as $action ) {
		if ( $action['hook'] === $hook ) {
			return $action['at'];
		}
	}
	return false;
}
function as_unschedule_all_actions( $hook ) {
	Planned_Actions::$all = array_filter( Planned_Actions::$all, function ( $action ) use ( $hook ) { return $action['hook'] !== $hook; } );
}
