<?php
/**
 * What the shop owner decided.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Reads and writes the options; the token lives apart, because it must not be loaded on every request.
 */
final class Settings {

	const OPTION     = 'tradepost_sync_settings';
	const TOKEN      = 'tradepost_sync_token';
	const CONNECTION = 'tradepost_sync_connection';
	const TOKEN_FORM = '/^(?:wc_sk_live_[a-z0-9]{40}|shpat_[a-z0-9]{32}|ci_sk_live_[a-z0-9]{40})$/D';

	/**
	 * All decisions but the token.
	 *
	 * @return array{server_url:string,logging:bool,auto_pages:bool,auto_posts:bool,products_by:string}
	 */
	public function all(): array {
		$stored = get_option( self::OPTION, array() );
		return array_merge(
			array(
				'server_url'  => '',
				'logging'     => false,
				'auto_pages'  => false,
				'auto_posts'  => false,
				'products_by' => 'plugin',
			),
			is_array( $stored ) ? $stored : array()
		);
	}

	/**
	 * Changes some of the decisions.
	 *
	 * @param array $changes Any of the keys of all().
	 */
	public function change( array $changes ): void {
		update_option( self::OPTION, array_merge( $this->all(), $changes ) );
	}

	/**
	 * The token as stored, '' when there is none.
	 */
	public function token(): string {
		return (string) get_option( self::TOKEN, '' );
	}

	/**
	 * Stores the token outside of the options that every request loads.
	 *
	 * @param string $token A token that clean_token() accepted.
	 */
	public function change_token( string $token ): void {
		delete_option( self::TOKEN );
		add_option( self::TOKEN, $token, '', 'no' );
	}

	/**
	 * Whether there is enough to talk to a server.
	 */
	public function complete(): bool {
		return '' !== $this->all()['server_url'] && '' !== $this->token();
	}

	/**
	 * Whether pages or posts follow each save.
	 *
	 * @param string $post_type 'page' or 'post'.
	 */
	public function auto_sync( string $post_type ): bool {
		$all = $this->all();
		return 'page' === $post_type ? (bool) $all['auto_pages'] : (bool) $all['auto_posts'];
	}

	/**
	 * The outcome of the last connection test of the stored address and token.
	 *
	 * @return array{ok:bool,email:string,name:string,text:string,at:int}|null
	 */
	public function connection(): ?array {
		$stored = get_option( self::CONNECTION, null );
		return is_array( $stored ) ? $stored : null;
	}

	/**
	 * Remembers a connection test; null forgets it.
	 *
	 * @param array|null $outcome As connection() returns it.
	 */
	public function remember_connection( ?array $outcome ): void {
		if ( null === $outcome ) {
			delete_option( self::CONNECTION );
			return;
		}
		update_option( self::CONNECTION, $outcome, false );
	}

	/**
	 * First 5 and last 6 characters: enough to recognise a token, not to use it.
	 *
	 * @param string $token Full token.
	 */
	public static function preview( string $token ): string {
		return '' === $token ? '' : substr( $token, 0, 5 ) . '...' . substr( $token, -6 );
	}

	/**
	 * Reads a token from the form.
	 *
	 * @param string $raw What was typed.
	 * @return string|\WP_Error The token, or why it is none.
	 */
	public static function clean_token( string $raw ) {
		$token = trim( $raw );
		if ( preg_match( self::TOKEN_FORM, $token ) ) {
			return $token;
		}
		return new \WP_Error( 'token', __( 'This is not a token of a Tradepost server. It begins with wc_sk_live_, ci_sk_live_ or shpat_; copy it whole.', 'tradepost-sync' ) );
	}

	/**
	 * Reads the address of the server from the form. Addresses of the API itself are cut back to the server.
	 *
	 * @param string $raw What was typed.
	 * @return string|\WP_Error Address without final slash, or why it is none.
	 */
	public static function clean_url( string $raw ) {
		$url   = trim( $raw );
		$parts = wp_parse_url( $url );
		$good  = is_array( $parts )
			&& in_array( strtolower( $parts['scheme'] ?? '' ), array( 'http', 'https' ), true )
			&& preg_match( '/^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])$/iD', $parts['host'] ?? '' )
			&& ! array_intersect( array( 'user', 'pass', 'query', 'fragment' ), array_keys( $parts ) )
			&& ! preg_match( '/[\s<>"\']/', $url );
		if ( ! $good ) {
			return new \WP_Error( 'server_url', __( 'Enter the address of your server, for example https://shop.example.com.', 'tradepost-sync' ) );
		}
		$path = preg_replace( '~/api(?:/v1)?/integrations(?:/.*)?$~', '', rtrim( $parts['path'] ?? '', '/' ) );
		$port = isset( $parts['port'] ) ? ':' . (int) $parts['port'] : '';
		return strtolower( $parts['scheme'] ) . '://' . strtolower( $parts['host'] ) . $port . rtrim( $path, '/' );
	}
}
