<?php
/**
 * A shop with the plugin in it.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

use PHPUnit\Framework\TestCase;

/** Base of the tests: a fresh shop each, connected to a server that the test plays unless it says otherwise. */
abstract class Shop extends TestCase {

	const TOKEN = 'wc_sk_live_0000000000000000000000000000000000qmy0lk';

	/** Calls that the played server got: path, body. */
	protected $calls = array();

	/** What the played server answers: a callable that takes path and body. */
	protected $server;

	protected function setUp(): void {
		\World::begin();
		\Planned_Actions::$all = array();
		\WC_Product::$kept     = array();
		\WC_Webhook::$kept     = array();
		\WC_Webhook::$ping     = true;
		\Kept_Log::$lines      = array();
		Clock::$now            = \time();
		$this->calls           = array();
		$this->server          = array( self::class, 'accept' );
	}

	/** Connects the shop with the played server. */
	protected function connect(): void {
		$this->store_connection( 'https://server.example.com', self::TOKEN );
		add_filter(
			'pre_http_request',
			function ( $instead, $arguments, $url ) {
				$path          = substr( $url, strlen( 'https://server.example.com/api/integrations/' ) );
				$body          = json_decode( (string) $arguments['body'], true );
				$this->calls[] = array( $path, $body );
				return ( $this->server )( $path, $body );
			}
		);
		Plugin::start();
	}

	protected function store_connection( string $url, string $token ): void {
		$settings = new Settings();
		$settings->change( array( 'server_url' => $url ) );
		$settings->change_token( $token );
	}

	/** The request is over; the background jobs that are due run in another one, which stays for what the test does next. */
	protected function end_request(): void {
		do_action( 'shutdown' );
		$this->begin_request();
		\Planned_Actions::run_due();
	}

	protected function begin_request(): void {
		\World::$hooks = array_intersect_key( \World::$hooks, array( 'pre_http_request' => true ) );
		Plugin::start();
	}

	protected function wait( int $seconds ): void {
		Clock::$now += $seconds;
		\Planned_Actions::run_due();
	}

	/** A server that takes everything. */
	public static function accept( string $path, ?array $body ) {
		if ( 'woocommerce/bulk/' === $path ) {
			return self::answer(
				202,
				array(
					'status'  => 'accepted',
					'results' => array_map(
						function ( $event ) {
							return array( 'event_id' => $event['event_id'], 'status' => 'accepted' );
						},
						$body['events']
					),
				)
			);
		}
		return self::answer( 202, array( 'status' => 'accepted', 'event_id' => $body['event_id'] ?? '' ) );
	}

	public static function answer( int $status, array $body, array $headers = array() ): array {
		return array( 'response' => array( 'code' => $status ), 'headers' => $headers, 'body' => json_encode( $body ) );
	}

	/** Answers always the same. */
	protected function serve( int $status, array $body, array $headers = array() ): void {
		$this->server = function () use ( $status, $body, $headers ) {
			return self::answer( $status, $body, $headers );
		};
	}

	/** All events that the server got, in order, out of whatever calls. */
	protected function events(): array {
		$events = array();
		foreach ( $this->calls as list( $path, $body ) ) {
			array_push( $events, ...( 'woocommerce/bulk/' === $path ? $body['events'] : array( $body ) ) );
		}
		return $events;
	}

	/** "product.created 1", in the order of arrival. */
	protected function told(): array {
		return array_map(
			function ( $event ) {
				return $event['event_type'] . ' ' . ( $event['product']['id'] ?? $event['content']['id'] );
			},
			$this->events()
		);
	}

	protected function row( int $id, string $kind = Items::PRODUCT ) {
		return ( new Item_Report() )->of( $kind, array( $id ) )[ $id ] ?? null;
	}
}
