<?php
/**
 * The connection test and what follows from it.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Tests an address and a token; a good test of the stored ones lets a stopped queue go on.
 */
final class Connection {

	/**
	 * Address and token.
	 *
	 * @var Settings
	 */
	private $settings;

	/**
	 * The server.
	 *
	 * @var Client
	 */
	private $client;

	/**
	 * Whether sending is allowed.
	 *
	 * @var Gate
	 */
	private $gate;

	/**
	 * Wakes the worker.
	 *
	 * @var Scheduler
	 */
	private $scheduler;

	/**
	 * Takes its collaborators.
	 *
	 * @param Settings  $settings  Address and token.
	 * @param Client    $client    The server.
	 * @param Gate      $gate      Whether sending is allowed.
	 * @param Scheduler $scheduler Wakes the worker.
	 */
	public function __construct( Settings $settings, Client $client, Gate $gate, Scheduler $scheduler ) {
		$this->settings  = $settings;
		$this->client    = $client;
		$this->gate      = $gate;
		$this->scheduler = $scheduler;
	}

	/**
	 * Stores an address and a token, and tests them.
	 *
	 * @param string $server_url As Settings::clean_url() returns it.
	 * @param string $token      As Settings::clean_token() returns it.
	 */
	public function change( string $server_url, string $token ): void {
		$changed = $server_url !== $this->settings->all()['server_url'] || $token !== $this->settings->token();
		$this->settings->change( array( 'server_url' => $server_url ) );
		if ( $token !== $this->settings->token() ) {
			$this->settings->change_token( $token );
		}
		if ( $changed ) {
			$this->gate->open();
		}
		$this->test( $server_url, $token );
	}

	/**
	 * Tests an address and a token, the stored ones or others.
	 *
	 * @param string $server_url Address.
	 * @param string $token      Token.
	 * @return array As Settings::connection() returns it.
	 */
	public function test( string $server_url, string $token ): array {
		$outcome = $this->client->test( $server_url, $token );
		if ( $server_url === $this->settings->all()['server_url'] && $token === $this->settings->token() ) {
			$this->settings->remember_connection( $outcome );
			if ( $outcome['ok'] ) {
				$this->gate->open();
				$this->scheduler->wake( time() );
			}
		}
		return $outcome;
	}

	/**
	 * Forgets the token; the queue stays.
	 */
	public function disconnect(): void {
		delete_option( Settings::TOKEN );
		$this->settings->remember_connection( null );
		$this->gate->open();
	}

	/**
	 * An outcome in words.
	 *
	 * @param array $outcome As test() returns it.
	 */
	public static function describe( array $outcome ): string {
		if ( $outcome['ok'] ) {
			/* translators: 1: e-mail address of the account, 2: name of the token. */
			return sprintf( __( 'Connected as %1$s with the token “%2$s”.', 'tradepost-sync' ), $outcome['email'], $outcome['name'] );
		}
		/* translators: %s: the server's own words. */
		return sprintf( __( 'Not connected: %s', 'tradepost-sync' ), $outcome['text'] );
	}
}
