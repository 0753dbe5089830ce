<?php
/**
 * A page or post as the server reads it.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Builds the `content` object of an event.
 */
final class Content_Body {

	const TYPES = array( 'page', 'post' );

	/** Characters of text that the server takes. */
	const MAX_TEXT = 50000;

	/**
	 * The whole page or post.
	 *
	 * @param \WP_Post $post Post.
	 */
	public static function of( \WP_Post $post ): array {
		return array(
			'id'             => (int) $post->ID,
			'post_type'      => $post->post_type,
			'title'          => self::title( $post ),
			'content'        => self::text( $post->post_content ),
			'excerpt'        => mb_substr( self::text( $post->post_excerpt ), 0, 1000 ),
			'permalink'      => (string) get_permalink( $post ),
			'author'         => Text::plain( get_the_author_meta( 'display_name', (int) $post->post_author ) ),
			'categories'     => Text::terms( (int) $post->ID, 'category' ),
			'tags'           => Text::terms( (int) $post->ID, 'post_tag' ),
			'featured_image' => (string) get_the_post_thumbnail_url( $post, 'full' ),
			'status'         => $post->post_status,
			'modified_date'  => $post->post_modified_gmt . 'Z',
			'metadata'       => new \stdClass(),
		);
	}

	/**
	 * What a deletion still says.
	 *
	 * @param \WP_Post $post Post.
	 */
	public static function facts( \WP_Post $post ): array {
		return array(
			'title'     => self::title( $post ),
			'post_type' => $post->post_type,
			'permalink' => (string) get_permalink( $post ),
		);
	}

	/**
	 * The title; a post may have none, the server wants one.
	 *
	 * @param \WP_Post $post Post.
	 */
	private static function title( \WP_Post $post ): string {
		$title = Text::plain( $post->post_title, 500 );
		return '' === $title ? '#' . $post->ID : $title;
	}

	/**
	 * Readable text of stored HTML.
	 *
	 * @param string $html Post content with blocks and shortcodes.
	 */
	private static function text( string $html ): string {
		$lines = preg_replace( '~</(?:p|div|h[1-6]|li|tr|blockquote|section)>|<br\s*/?>~i', "\n", strip_shortcodes( $html ) );
		$text  = Text::plain( wp_strip_all_tags( (string) $lines ), PHP_INT_MAX );
		return mb_substr( (string) preg_replace( "/[ \t]*\n\\s*/u", "\n", $text ), 0, self::MAX_TEXT );
	}
}
