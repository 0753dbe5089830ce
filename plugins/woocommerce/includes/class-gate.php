<?php
/**
 * Whether the queue may send now.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Closed until somebody acts (the token was refused), or until a moment (the server is away or throttles).
 */
final class Gate {

	const OPTION = 'tradepost_sync_gate';

	/** Seconds between attempts; the last one repeats. */
	const BACK_OFF = array( 60, 300, 1800 );

	/**
	 * The state.
	 *
	 * @return array{paused:string,hold_until:int,holds:int,reason:string}
	 */
	public function state(): array {
		$stored = get_option( self::OPTION, array() );
		return array_merge(
			array(
				'paused'     => '',
				'hold_until' => 0,
				'holds'      => 0,
				'reason'     => '',
			),
			is_array( $stored ) ? $stored : array()
		);
	}

	/**
	 * Whether the token was refused; then nothing is sent, and nothing is lost.
	 */
	public function paused(): bool {
		return '' !== $this->state()['paused'];
	}

	/**
	 * Whether sending has to wait.
	 */
	public function closed(): bool {
		return $this->paused() || $this->state()['hold_until'] > time();
	}

	/**
	 * Stops until open() is called.
	 *
	 * @param string $reason The server's words.
	 */
	public function pause( string $reason ): void {
		$this->save( array( 'paused' => '' === $reason ? '401' : $reason ) );
	}

	/**
	 * Waits for a server that is away: 1, 5, then 30 minutes each time.
	 *
	 * @param string $reason Shown to the shop owner.
	 */
	public function hold( string $reason ): void {
		$state = $this->state();
		$this->save(
			array(
				'hold_until' => time() + self::delay( $state['holds'] ),
				'holds'      => $state['holds'] + 1,
				'reason'     => $reason,
			)
		);
	}

	/**
	 * Waits exactly as long as the server asked.
	 *
	 * @param int    $seconds From Retry-After.
	 * @param string $reason  Shown to the shop owner.
	 */
	public function hold_for( int $seconds, string $reason ): void {
		$this->save(
			array(
				'hold_until' => time() + max( 1, $seconds ),
				'reason'     => $reason,
			)
		);
	}

	/**
	 * A call got through: the next failure begins with the short wait again. A pause stays.
	 */
	public function passed(): void {
		$state = $this->state();
		if ( '' === $state['paused'] && ( $state['holds'] || $state['hold_until'] ) ) {
			$this->open();
		}
	}

	/**
	 * Somebody repaired the connection.
	 */
	public function open(): void {
		if ( false !== get_option( self::OPTION, false ) ) {
			delete_option( self::OPTION );
		}
	}

	/**
	 * Seconds to wait before the next attempt.
	 *
	 * @param int $failures Failed attempts before this one.
	 */
	public static function delay( int $failures ): int {
		return self::BACK_OFF[ min( $failures, count( self::BACK_OFF ) - 1 ) ];
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
}
