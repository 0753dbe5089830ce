<?php
/**
 * An event for the server, made of a row and of what the shop says now.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Reads the current state of the thing behind a row: whatever happened since it was queued, the last state wins.
 */
final class Event {

	/**
	 * The event without its id.
	 *
	 * @param object $row Row of the queue.
	 * @return array|null event_type and product or content; null when a server should not know the thing (yet).
	 */
	public static function of( object $row ): ?array {
		$facts = json_decode( (string) $row->facts, true );
		$facts = is_array( $facts ) ? $facts : array();
		return Items::PRODUCT === $row->kind
			? self::of_product( (int) $row->object_id, $row->event, $facts )
			: self::of_content( (int) $row->object_id, $row->event, $facts );
	}

	/**
	 * Whether this event tells of a deletion.
	 *
	 * @param array $event As of() returns it.
	 */
	public static function deletes( array $event ): bool {
		return '.deleted' === substr( $event['event_type'], -8 );
	}

	/**
	 * Hash that is equal as long as the same state would be sent.
	 *
	 * @param array $event As of() returns it.
	 */
	public static function hash( array $event ): string {
		return md5( (string) wp_json_encode( $event ) );
	}

	/**
	 * Event of a product.
	 *
	 * @param int    $id    Product id.
	 * @param string $event created, updated, deleted, restored.
	 * @param array  $facts What was kept for a deletion.
	 */
	private static function of_product( int $id, string $event, array $facts ): ?array {
		$status = get_post_status( $id );
		if ( in_array( $status, array( 'auto-draft', 'importing' ), true ) && 'deleted' !== $event ) {
			return null;
		}
		$gone    = 'deleted' === $event || false === $status || 'trash' === $status || 'product' !== get_post_type( $id );
		$product = $gone ? false : wc_get_product( $id );
		if ( ! $product ) {
			return array(
				'event_type' => 'product.deleted',
				'product'    => array( 'id' => $id ) + $facts + array( 'permalink' => home_url( '/?post_type=product&p=' . $id ) ),
			);
		}
		return array(
			'event_type' => 'product.' . $event,
			'product'    => Product_Body::of( $product ),
		);
	}

	/**
	 * Event of a page or post.
	 *
	 * @param int    $id    Post id.
	 * @param string $event created, updated, deleted.
	 * @param array  $facts What was kept for a deletion.
	 */
	private static function of_content( int $id, string $event, array $facts ): ?array {
		$post = get_post( $id );
		if ( 'deleted' !== $event && $post instanceof \WP_Post && 'publish' === $post->post_status ) {
			return array(
				'event_type' => $post->post_type . '.' . ( 'created' === $event ? 'created' : 'updated' ),
				'content'    => Content_Body::of( $post ),
			);
		}
		if ( $post instanceof \WP_Post && ! $facts ) {
			$facts = Content_Body::facts( $post );
		}
		$type = in_array( $facts['post_type'] ?? '', Content_Body::TYPES, true ) ? $facts['post_type'] : 'page';
		return array(
			'event_type' => $type . '.deleted',
			'content'    => array(
				'id'        => $id,
				'post_type' => $type,
				'status'    => 'trash',
			) + $facts + array(
				'title'     => '#' . $id,
				'permalink' => home_url( '/?p=' . $id ),
			),
		);
	}
}
