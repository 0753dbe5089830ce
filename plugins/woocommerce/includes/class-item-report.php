<?php
/**
 * Questions about the queue.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Reads the table for screens and for the nightly comparison; changes nothing.
 */
final class Item_Report {

	/**
	 * How many rows are in each state.
	 *
	 * @return array{waiting:int,synced:int,failed:int}
	 */
	public function counts(): array {
		return $this->count_states( '' );
	}

	/**
	 * How far a bulk run is.
	 *
	 * @param int $run The run.
	 * @return array{waiting:int,synced:int,failed:int}
	 */
	public function run_counts( int $run ): array {
		global $wpdb;
		return $this->count_states( $wpdb->prepare( 'WHERE run = %d', $run ) );
	}

	/**
	 * The first failures.
	 *
	 * @param int $limit How many.
	 * @param int $run   Only of this bulk run; 0: all.
	 * @return object[] kind, object_id, error.
	 */
	public function failures( int $limit, int $run = 0 ): array {
		global $wpdb;
		$table = Items::table();
		return $wpdb->get_results(
			$wpdb->prepare(
				"SELECT kind, object_id, error FROM {$table} WHERE state = 'failed' AND ( %d = 0 OR run = %d ) ORDER BY changed_at, object_id LIMIT %d",
				$run,
				$run,
				$limit
			)
		);
	}

	/**
	 * Rows of these posts.
	 *
	 * @param string $kind PRODUCT or CONTENT.
	 * @param int[]  $ids  Post ids.
	 * @return object[] By post id: state, error, synced_at.
	 */
	public function of( string $kind, array $ids ): array {
		global $wpdb;
		if ( ! $ids ) {
			return array();
		}
		$table = Items::table();
		$list  = implode( ',', array_map( 'intval', $ids ) );
		$rows  = array();
		foreach ( $wpdb->get_results( $wpdb->prepare( "SELECT object_id, event, state, error, synced_at FROM {$table} WHERE kind = %s AND object_id IN ({$list})", $kind ) ) as $row ) {
			$rows[ (int) $row->object_id ] = $row;
		}
		return $rows;
	}

	/**
	 * Condition on wp_posts.ID for a list filter.
	 *
	 * @param string $kind  PRODUCT or CONTENT.
	 * @param string $state waiting, synced, failed, or none for posts that were never queued.
	 */
	public function post_condition( string $kind, string $state ): string {
		global $wpdb;
		$table = Items::table();
		if ( 'none' === $state ) {
			return $wpdb->prepare( "{$wpdb->posts}.ID NOT IN (SELECT object_id FROM {$table} WHERE kind = %s)", $kind );
		}
		return $wpdb->prepare( "{$wpdb->posts}.ID IN (SELECT object_id FROM {$table} WHERE kind = %s AND state = %s)", $kind, $state );
	}

	/**
	 * Products that the server was told of and that this shop no longer has.
	 *
	 * @param int $limit How many.
	 * @return int[] Post ids.
	 */
	public function vanished_products( int $limit ): array {
		return $this->vanished( Items::PRODUCT, "( p.ID IS NULL OR p.post_type <> 'product' OR p.post_status = 'trash' )", $limit );
	}

	/**
	 * Pages and posts that the server was told of and that are no longer public.
	 *
	 * @param int $limit How many.
	 * @return int[] Post ids.
	 */
	public function vanished_content( int $limit ): array {
		return $this->vanished( Items::CONTENT, "( p.ID IS NULL OR p.post_status <> 'publish' )", $limit );
	}

	/**
	 * Rows without the post that they stand for.
	 *
	 * @param string $kind      PRODUCT or CONTENT.
	 * @param string $condition SQL on the post, constant.
	 * @param int    $limit     How many.
	 * @return int[] Post ids.
	 */
	private function vanished( string $kind, string $condition, int $limit ): array {
		global $wpdb;
		$table = Items::table();
		$ids   = $wpdb->get_col(
			$wpdb->prepare(
				"SELECT i.object_id FROM {$table} i LEFT JOIN {$wpdb->posts} p ON p.ID = i.object_id
				WHERE i.kind = %s AND i.event <> 'deleted' AND {$condition} ORDER BY i.object_id LIMIT %d",
				$kind,
				$limit
			)
		);
		return array_map( 'intval', $ids );
	}

	/**
	 * Counts by state.
	 *
	 * @param string $where Prepared condition.
	 * @return array{waiting:int,synced:int,failed:int}
	 */
	private function count_states( string $where ): array {
		global $wpdb;
		$table  = Items::table();
		$counts = array(
			Items::WAITING => 0,
			Items::SYNCED  => 0,
			Items::FAILED  => 0,
		);
		foreach ( $wpdb->get_results( "SELECT state, COUNT(*) AS n FROM {$table} {$where} GROUP BY state" ) as $row ) {
			$counts[ $row->state ] = (int) $row->n;
		}
		return $counts;
	}
}
