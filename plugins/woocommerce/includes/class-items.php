<?php
/**
 * The table behind the queue.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * One row per product, page or post that the server knows or shall know: what waits, what was sent, what failed.
 *
 * A row is never queued twice: a further save raises `version`, and an attempt only counts as the last word when
 * the version it sent is still the current one.
 */
final class Items {

	const PRODUCT = 'product';
	const CONTENT = 'content';

	const WAITING = 'waiting';
	const SYNCED  = 'synced';
	const FAILED  = 'failed';

	/** Seconds after which a worker that died no longer blocks its items; longer than any call takes. */
	const LEASE = 300;

	/** Seconds that a row waits at most before it is given up: attempts at half-hour distance, about a day. */
	const MAX_ATTEMPTS = 50;

	/**
	 * Name of the table on this site.
	 */
	public static function table(): string {
		global $wpdb;
		return $wpdb->prefix . 'tradepost_sync_items';
	}

	/**
	 * Creates or upgrades the table.
	 */
	public static function install(): void {
		global $wpdb;
		require_once ABSPATH . 'wp-admin/includes/upgrade.php';
		$table   = self::table();
		$charset = $wpdb->get_charset_collate();
		dbDelta(
			"CREATE TABLE {$table} (
			kind varchar(10) NOT NULL,
			object_id bigint(20) unsigned NOT NULL,
			event varchar(10) NOT NULL DEFAULT '',
			event_id varchar(100) NOT NULL DEFAULT '',
			facts text NULL,
			version bigint(20) unsigned NOT NULL DEFAULT 0,
			state varchar(10) NOT NULL DEFAULT '',
			attempts smallint(5) unsigned NOT NULL DEFAULT 0,
			due_at bigint(20) unsigned NOT NULL DEFAULT 0,
			claim varchar(36) NOT NULL DEFAULT '',
			claimed_until bigint(20) unsigned NOT NULL DEFAULT 0,
			run bigint(20) unsigned NOT NULL DEFAULT 0,
			sent_hash varchar(32) NOT NULL DEFAULT '',
			error text NULL,
			changed_at bigint(20) unsigned NOT NULL DEFAULT 0,
			synced_at bigint(20) unsigned NOT NULL DEFAULT 0,
			PRIMARY KEY  (kind,object_id),
			KEY state_due (state,due_at),
			KEY run (run)
			) {$charset};"
		);
	}

	/**
	 * Queues one thing, or tells the row that waits already that it changed again.
	 *
	 * A creation or restoration that was not sent yet stays one; otherwise the newest event wins.
	 *
	 * @param string     $kind  PRODUCT or CONTENT.
	 * @param int        $id    Post id.
	 * @param string     $event created, updated, deleted or restored.
	 * @param array|null $facts What a deletion must still say when the post is gone; null keeps what is stored.
	 * @param int        $run   Bulk run that it belongs to, 0 for none.
	 */
	public function add( string $kind, int $id, string $event, ?array $facts = null, int $run = 0 ): void {
		global $wpdb;
		$table = self::table();
		$now   = time();
		$wpdb->query( $wpdb->prepare( "INSERT IGNORE INTO {$table} (kind, object_id) VALUES (%s, %d)", $kind, $id ) );
		$wpdb->query(
			$wpdb->prepare(
				"UPDATE {$table} SET
					event = CASE WHEN %s = 'updated' AND state = 'waiting' AND event IN ('created', 'restored') THEN event ELSE %s END,
					event_id = %s, facts = CASE WHEN %s = '' THEN facts ELSE %s END,
					version = version + 1, state = 'waiting', attempts = 0, due_at = %d, sent_hash = '', error = '',
					run = CASE WHEN %d > 0 THEN %d ELSE run END, changed_at = %d
				WHERE kind = %s AND object_id = %d",
				$event,
				$event,
				self::new_event_id( $kind, $id ),
				null === $facts ? '' : wp_json_encode( $facts ),
				null === $facts ? '' : wp_json_encode( $facts ),
				$now,
				$run,
				$run,
				$now,
				$kind,
				$id
			)
		);
	}

	/**
	 * Takes changed products that nobody else is sending and that did not fail before.
	 *
	 * @param int $limit How many at most.
	 * @return object[] Rows.
	 */
	public function claim_fresh_products( int $limit ): array {
		global $wpdb;
		$table = self::table();
		$now   = time();
		$ids   = $wpdb->get_col(
			$wpdb->prepare(
				"SELECT object_id FROM {$table}
				WHERE kind = 'product' AND state = 'waiting' AND attempts = 0 AND due_at <= %d AND claimed_until <= %d
				ORDER BY changed_at, object_id LIMIT %d",
				$now,
				$now,
				$limit
			)
		);
		return $this->claim( self::PRODUCT, array_map( 'intval', $ids ) );
	}

	/**
	 * Takes one page or post that waits, or one product that failed before; those go one by one,
	 * so that a single bad one cannot hold up the others.
	 *
	 * @param bool $with_products Whether products may be read now.
	 */
	public function claim_single( bool $with_products ): ?object {
		global $wpdb;
		$table = self::table();
		$now   = time();
		$kinds = $with_products ? "( kind = 'content' OR attempts > 0 )" : "kind = 'content'";
		$found = $wpdb->get_row(
			$wpdb->prepare(
				"SELECT kind, object_id FROM {$table}
				WHERE {$kinds} AND state = 'waiting' AND due_at <= %d AND claimed_until <= %d
				ORDER BY due_at, object_id LIMIT 1",
				$now,
				$now
			)
		);
		$rows  = $found ? $this->claim( $found->kind, array( (int) $found->object_id ) ) : array();
		return $rows[0] ?? null;
	}

	/**
	 * Takes these rows for LEASE seconds, those that another worker holds left out.
	 *
	 * @param string $kind PRODUCT or CONTENT.
	 * @param int[]  $ids  Post ids.
	 * @return object[] The rows that are now ours.
	 */
	public function claim( string $kind, array $ids ): array {
		global $wpdb;
		if ( ! $ids ) {
			return array();
		}
		$table = self::table();
		$claim = wp_generate_uuid4();
		$list  = implode( ',', array_map( 'intval', $ids ) );
		$wpdb->query(
			$wpdb->prepare(
				"UPDATE {$table} SET claim = %s, claimed_until = %d
				WHERE kind = %s AND object_id IN ({$list}) AND state = 'waiting' AND claimed_until <= %d",
				$claim,
				time() + self::LEASE,
				$kind,
				time()
			)
		);
		return $wpdb->get_results(
			$wpdb->prepare( "SELECT * FROM {$table} WHERE claim = %s ORDER BY changed_at, object_id", $claim )
		);
	}

	/**
	 * Fixes the id under which this state is sent, before it is sent: the same state keeps its id on every attempt,
	 * and a state that changed unnoticed gets a new one.
	 *
	 * @param object $row  A claimed row; its event_id and sent_hash are brought up to date.
	 * @param string $hash Hash of what will be sent.
	 */
	public function remember_attempt( object $row, string $hash ): void {
		if ( $row->sent_hash === $hash ) {
			return;
		}
		if ( '' !== $row->sent_hash ) {
			$row->event_id = self::new_event_id( $row->kind, (int) $row->object_id );
		}
		$row->sent_hash = $hash;
		$this->finish(
			$row,
			array(
				'event_id'  => $row->event_id,
				'sent_hash' => $hash,
			)
		);
	}

	/**
	 * The server has it.
	 *
	 * @param object $row     A claimed row.
	 * @param bool   $deleted Whether a deletion was delivered.
	 */
	public function delivered( object $row, bool $deleted ): void {
		global $wpdb;
		$key = array(
			'kind'      => $row->kind,
			'object_id' => $row->object_id,
		);
		if ( $deleted && $wpdb->delete( self::table(), $key + array( 'version' => $row->version ) ) ) {
			return;
		}
		$done = array(
			'synced_at'     => time(),
			'claimed_until' => 0,
		);
		$last = array(
			'state'    => self::SYNCED,
			'attempts' => 0,
			'error'    => '',
		);
		if ( $deleted || ! $this->finish( $row, $done + $last ) ) {
			$wpdb->update( self::table(), $done, $key );
		}
	}

	/**
	 * The server refused it for good.
	 *
	 * @param object $row   A claimed row.
	 * @param string $error What it said.
	 */
	public function refused( object $row, string $error ): void {
		$this->finish(
			$row,
			array(
				'state'         => self::FAILED,
				'error'         => Log::blank_secrets( $error ),
				'claimed_until' => 0,
			)
		) || $this->release( $row );
	}

	/**
	 * This attempt failed; there will be another one.
	 *
	 * @param object   $row   A claimed row.
	 * @param string   $error Why.
	 * @param int|null $delay Seconds; null: 1, 5, then 30 minutes.
	 */
	public function postponed( object $row, string $error, ?int $delay = null ): void {
		$attempts = (int) $row->attempts + 1;
		if ( $attempts > self::MAX_ATTEMPTS ) {
			$this->refused( $row, $error );
			return;
		}
		$this->finish(
			$row,
			array(
				'attempts'      => $attempts,
				'due_at'        => time() + ( $delay ?? Gate::delay( (int) $row->attempts ) ),
				'error'         => Log::blank_secrets( $error ),
				'claimed_until' => 0,
			)
		) || $this->release( $row );
	}

	/**
	 * Gives a row back as it is: nothing was decided about it.
	 *
	 * @param object $row A claimed row.
	 */
	public function release( object $row ): void {
		global $wpdb;
		$wpdb->update(
			self::table(),
			array( 'claimed_until' => 0 ),
			array(
				'kind'      => $row->kind,
				'object_id' => $row->object_id,
				'claim'     => $row->claim,
			)
		);
	}

	/**
	 * Forgets a row whose post is nothing that a server should know (an auto-draft, an import under way).
	 *
	 * @param object $row A claimed row.
	 */
	public function forget( object $row ): void {
		global $wpdb;
		$wpdb->delete(
			self::table(),
			array(
				'kind'      => $row->kind,
				'object_id' => $row->object_id,
				'version'   => $row->version,
			)
		) || $this->release( $row );
	}

	/**
	 * Sends everything that was refused once more.
	 */
	public function retry_failed(): void {
		global $wpdb;
		$table = self::table();
		$wpdb->query( $wpdb->prepare( "UPDATE {$table} SET state = 'waiting', attempts = 1, due_at = %d, version = version + 1 WHERE state = 'failed'", time() ) );
	}

	/**
	 * When the next row is due (unix time), null when none waits.
	 *
	 * @param bool $with_products Whether products count.
	 */
	public function next_due( bool $with_products ): ?int {
		global $wpdb;
		$table = self::table();
		$kinds = $with_products ? '' : "AND kind = 'content'";
		$due   = $wpdb->get_var( "SELECT MIN(CASE WHEN claimed_until > due_at THEN claimed_until ELSE due_at END) FROM {$table} WHERE state = 'waiting' {$kinds}" );
		return null === $due ? null : (int) $due;
	}

	/**
	 * Writes to a row only while the version that the worker holds is the current one.
	 *
	 * @param object $row     A claimed row.
	 * @param array  $changes Columns.
	 * @return bool Whether it still was.
	 */
	private function finish( object $row, array $changes ): bool {
		global $wpdb;
		$key = array(
			'kind'      => $row->kind,
			'object_id' => $row->object_id,
			'version'   => $row->version,
		);
		if ( $wpdb->update( self::table(), $changes, $key ) ) {
			return true;
		}
		// MySQL counts rows that changed, not rows that matched.
		$table = self::table();
		return (bool) $wpdb->get_var(
			$wpdb->prepare( "SELECT 1 FROM {$table} WHERE kind = %s AND object_id = %d AND version = %d", $row->kind, $row->object_id, $row->version )
		);
	}

	/**
	 * An id that no other event of this site has.
	 *
	 * @param string $kind PRODUCT or CONTENT.
	 * @param int    $id   Post id.
	 */
	private static function new_event_id( string $kind, int $id ): string {
		$random = substr( str_replace( '-', '', wp_generate_uuid4() ), 0, 12 );
		return self::PRODUCT === $kind
			? sprintf( 'wc_%s_%d_%s', gmdate( 'Y_m_d_His', time() ), $id, $random )
			: sprintf( 'wp_%d_%d_%s', $id, time(), $random );
	}
}
