<?php
/**
 * How one post stands with the server, in words.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Reads the rows of a whole list at once.
 */
final class Sync_Status {

	/**
	 * The queue.
	 *
	 * @var Item_Report
	 */
	private $report;

	/**
	 * Rows that were read, by kind and post id; null for posts without one.
	 *
	 * @var array<string,array<int,object|null>>
	 */
	private $rows = array();

	/**
	 * Takes its collaborator.
	 *
	 * @param Item_Report $report The queue.
	 */
	public function __construct( Item_Report $report ) {
		$this->report = $report;
	}

	/**
	 * Which kind of row a post has.
	 *
	 * @param string $post_type Post type.
	 */
	public static function kind( string $post_type ): string {
		return 'product' === $post_type ? Items::PRODUCT : Items::CONTENT;
	}

	/**
	 * Reads the rows of these posts.
	 *
	 * @param string $kind Items::PRODUCT or Items::CONTENT.
	 * @param int[]  $ids  Post ids.
	 */
	public function prime( string $kind, array $ids ): void {
		$this->rows[ $kind ] = $this->report->of( $kind, $ids ) + array_fill_keys( $ids, null ) + ( $this->rows[ $kind ] ?? array() );
	}

	/**
	 * State and its words.
	 *
	 * @param \WP_Post $post Post.
	 * @return array{state:string,label:string,detail:string} State: none, waiting, synced, changed, failed.
	 */
	public function of( \WP_Post $post ): array {
		$kind = self::kind( $post->post_type );
		if ( ! array_key_exists( $post->ID, $this->rows[ $kind ] ?? array() ) ) {
			$this->prime( $kind, array( $post->ID ) );
		}
		$row    = $this->rows[ $kind ][ $post->ID ];
		$state  = $row ? $row->state : 'none';
		$labels = self::labels();
		if ( Items::SYNCED === $state && Items::CONTENT === $kind && strtotime( $post->post_modified_gmt . ' UTC' ) > (int) $row->synced_at ) {
			$state = 'changed';
		}
		$detail = $row ? (string) $row->error : '';
		if ( '' === $detail && $row && $row->synced_at > 0 ) {
			/* translators: %s: a span of time such as "5 minutes". */
			$detail = sprintf( __( 'Sent %s ago', 'tradepost-sync' ), human_time_diff( (int) $row->synced_at ) );
		}
		return array(
			'state'  => $state,
			'label'  => $labels[ $state ] ?? $labels['none'],
			'detail' => $detail,
		);
	}

	/**
	 * All states.
	 *
	 * @return array<string,string>
	 */
	public static function labels(): array {
		return array(
			'none'         => __( 'Not sent', 'tradepost-sync' ),
			Items::WAITING => __( 'Waiting', 'tradepost-sync' ),
			Items::SYNCED  => __( 'Synced', 'tradepost-sync' ),
			'changed'      => __( 'Changed since', 'tradepost-sync' ),
			Items::FAILED  => __( 'Failed', 'tradepost-sync' ),
		);
	}
}
