<?php
/**
 * Text as the server takes it.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Cleans values of the shop's database for the wire.
 */
final class Text {

	/**
	 * Valid UTF-8 without NUL, not longer than the server takes.
	 *
	 * @param mixed $value Text of the database.
	 * @param int   $limit Characters.
	 */
	public static function clean( $value, int $limit = 200000 ): string {
		$text = str_replace( "\0", '', wp_check_invalid_utf8( (string) $value, true ) );
		return mb_substr( $text, 0, $limit );
	}

	/**
	 * The same for one-line texts, which WordPress stores with entities.
	 *
	 * @param mixed $value Text of the database.
	 * @param int   $limit Characters.
	 */
	public static function plain( $value, int $limit = 255 ): string {
		return self::clean( trim( html_entity_decode( (string) $value, ENT_QUOTES | ENT_HTML5, 'UTF-8' ) ), $limit );
	}

	/**
	 * Small letters; WordPress stands in for most of mbstring where it is missing, but not for this.
	 *
	 * @param string $text Text.
	 */
	public static function lower( string $text ): string {
		return function_exists( 'mb_strtolower' ) ? mb_strtolower( $text ) : strtolower( $text );
	}

	/**
	 * Names of the terms that a post has.
	 *
	 * @param int    $post_id  Post.
	 * @param string $taxonomy Taxonomy; an unknown one has no terms.
	 * @return string[]
	 */
	public static function terms( int $post_id, string $taxonomy ): array {
		$terms = taxonomy_exists( $taxonomy ) ? wp_get_post_terms( $post_id, $taxonomy, array( 'fields' => 'names' ) ) : array();
		return is_wp_error( $terms ) ? array() : array_map( array( self::class, 'plain' ), array_values( $terms ) );
	}
}
