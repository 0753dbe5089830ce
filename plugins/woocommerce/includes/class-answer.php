<?php
/**
 * What a server said to a call.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * An HTTP answer, read for what the queue has to do about it.
 */
final class Answer {

	/** Taken over, now or before. */
	const ACCEPTED = 'accepted';
	/** The token is not taken: stop until somebody changes it. */
	const UNAUTHORIZED = 'unauthorized';
	/** Too fast: wait as long as the server says. */
	const THROTTLED = 'throttled';
	/** This event is wrong and stays wrong: do not send it again. */
	const REFUSED = 'refused';
	/** No Tradepost server answered: nothing else will get through either. */
	const UNREACHABLE = 'unreachable';
	/** The call was larger than the server or a proxy takes. */
	const TOO_LARGE = 'too_large';
	/** This call failed; another one may pass. */
	const FAILED = 'failed';

	/**
	 * HTTP status, 0 when there was no answer.
	 *
	 * @var int
	 */
	public $status;

	/**
	 * Decoded JSON object, null when the body is none.
	 *
	 * @var array|null
	 */
	public $body;

	/**
	 * Seconds that the server asks to wait, null when it does not say.
	 *
	 * @var int|null
	 */
	public $retry_after;

	/**
	 * Network error, '' when there was an answer.
	 *
	 * @var string
	 */
	private $network_error;

	/**
	 * Takes the parts.
	 *
	 * @param int        $status        HTTP status, 0 for none.
	 * @param array|null $body          Decoded JSON.
	 * @param int|null   $retry_after   Seconds.
	 * @param string     $network_error Text of the transport.
	 */
	public function __construct( int $status, ?array $body, ?int $retry_after = null, string $network_error = '' ) {
		$this->status        = $status;
		$this->body          = $body;
		$this->retry_after   = $retry_after;
		$this->network_error = $network_error;
	}

	/**
	 * Reads what wp_remote_request() returned.
	 *
	 * @param array|\WP_Error $response As WordPress returns it.
	 */
	public static function from_response( $response ): self {
		if ( is_wp_error( $response ) ) {
			return new self( 0, null, null, $response->get_error_message() );
		}
		$body = json_decode( wp_remote_retrieve_body( $response ), true );
		return new self(
			(int) wp_remote_retrieve_response_code( $response ),
			is_array( $body ) ? $body : null,
			self::seconds( (string) wp_remote_retrieve_header( $response, 'retry-after' ) )
		);
	}

	/**
	 * What to do about it: one of the constants.
	 */
	public function verdict(): string {
		if ( $this->status >= 200 && $this->status < 300 ) {
			$known = in_array( $this->body['status'] ?? '', array( 'accepted', 'skipped', 'ok' ), true );
			return $known ? self::ACCEPTED : self::UNREACHABLE;
		}
		$verdicts = array(
			400 => self::REFUSED,
			401 => self::UNAUTHORIZED,
			404 => self::UNREACHABLE,
			405 => self::UNREACHABLE,
			413 => self::TOO_LARGE,
			415 => self::REFUSED,
			422 => self::REFUSED,
			429 => self::THROTTLED,
			502 => self::UNREACHABLE,
			503 => self::UNREACHABLE,
			504 => self::UNREACHABLE,
		);
		$fallback = $this->status < 400 ? self::UNREACHABLE : self::FAILED;
		return $verdicts[ $this->status ] ?? $fallback;
	}

	/**
	 * The server's own words, or the best description of what came instead of them.
	 */
	public function text(): string {
		if ( 0 === $this->status ) {
			return $this->network_error;
		}
		foreach ( array( 'error', 'detail' ) as $key ) {
			if ( is_string( $this->body[ $key ] ?? null ) ) {
				return $this->body[ $key ];
			}
		}
		if ( self::REFUSED === $this->verdict() && $this->body ) {
			return self::flatten( $this->body );
		}
		/* translators: %d: HTTP status code such as 502. */
		return sprintf( __( 'Unexpected answer, HTTP status %d. Is the server address right?', 'tradepost-sync' ), $this->status );
	}

	/**
	 * Field errors as one line: "product: price: A valid number is required."
	 *
	 * @param array $errors Texts, possibly nested by field.
	 */
	public static function flatten( array $errors ): string {
		$lines = array();
		foreach ( $errors as $field => $value ) {
			$text    = is_array( $value ) ? self::flatten( $value ) : (string) $value;
			$lines[] = is_int( $field ) ? $text : $field . ': ' . $text;
		}
		return implode( ' ', $lines );
	}

	/**
	 * Reads Retry-After: seconds or a date.
	 *
	 * @param string $header The header, '' when absent.
	 */
	private static function seconds( string $header ): ?int {
		if ( '' === $header ) {
			return null;
		}
		if ( ctype_digit( $header ) ) {
			return min( (int) $header, DAY_IN_SECONDS );
		}
		$date = strtotime( $header );
		return false === $date ? null : max( 0, min( $date - time(), DAY_IN_SECONDS ) );
	}
}
