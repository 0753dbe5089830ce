<?php
/**
 * Calls to the server.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Speaks the store API: one bearer token, JSON, no redirects, certificates checked.
 */
final class Client {

	const API = '/api/integrations/';

	/**
	 * Where address and token are.
	 *
	 * @var Settings
	 */
	private $settings;

	/**
	 * Where calls are noted.
	 *
	 * @var Log
	 */
	private $log;

	/**
	 * Takes its collaborators.
	 *
	 * @param Settings $settings Where address and token are.
	 * @param Log      $log      Where calls are noted.
	 */
	public function __construct( Settings $settings, Log $log ) {
		$this->settings = $settings;
		$this->log      = $log;
	}

	/**
	 * Sends one event.
	 *
	 * @param string $path  'woocommerce/webhook/' or 'wordpress-content/webhook/'.
	 * @param array  $event The event.
	 */
	public function send( string $path, array $event ): Answer {
		return $this->call( 'POST', $path, $event, 20 );
	}

	/**
	 * Sends up to 100 product events at once.
	 *
	 * @param array[] $events The events.
	 */
	public function send_together( array $events ): Answer {
		return $this->call( 'POST', 'woocommerce/bulk/', array( 'events' => $events ), 60 );
	}

	/**
	 * Asks whether an address and a token belong together.
	 *
	 * @param string $server_url Address as Settings::clean_url() returns it.
	 * @param string $token      Token.
	 * @return array{ok:bool,email:string,name:string,text:string,at:int}
	 */
	public function test( string $server_url, string $token ): array {
		$answer = $this->call( 'GET', 'woocommerce/health/', null, 10, $server_url, $token );
		$ok     = 200 === $answer->status && 'ok' === ( $answer->body['status'] ?? '' );
		return array(
			'ok'    => $ok,
			'email' => $ok ? sanitize_text_field( (string) ( $answer->body['user']['email'] ?? '' ) ) : '',
			'name'  => $ok ? sanitize_text_field( (string) ( $answer->body['token']['name'] ?? '' ) ) : '',
			'text'  => $ok ? '' : sanitize_text_field( Log::blank_secrets( $answer->text() ) ),
			'at'    => time(),
		);
	}

	/**
	 * One HTTP call.
	 *
	 * @param string      $method     GET or POST.
	 * @param string      $path       Path below the API.
	 * @param array|null  $body       Sent as JSON.
	 * @param int         $timeout    Seconds.
	 * @param string|null $server_url Instead of the stored address.
	 * @param string|null $token      Instead of the stored token.
	 */
	private function call( string $method, string $path, ?array $body, int $timeout, ?string $server_url = null, ?string $token = null ): Answer {
		$url     = ( $server_url ?? $this->settings->all()['server_url'] ) . self::API . $path;
		$started = microtime( true );
		$answer  = Answer::from_response(
			wp_remote_request(
				$url,
				array(
					'method'      => $method,
					'timeout'     => $timeout,
					'redirection' => 0,
					'sslverify'   => true,
					'user-agent'  => 'TradepostSync/' . VERSION . '; WordPress/' . get_bloginfo( 'version' ),
					'headers'     => array(
						'Authorization' => 'Bearer ' . ( $token ?? $this->settings->token() ),
						'Content-Type'  => 'application/json',
						'Accept'        => 'application/json',
					),
					'body'        => null === $body ? null : wp_json_encode( $body ),
				)
			)
		);
		$this->log->write(
			Answer::ACCEPTED === $answer->verdict() ? 'info' : 'warning',
			sprintf( '%s %s: %d in %d ms %s', $method, $path, $answer->status, ( microtime( true ) - $started ) * 1000, Answer::ACCEPTED === $answer->verdict() ? '' : $answer->text() )
		);
		return $answer;
	}
}
