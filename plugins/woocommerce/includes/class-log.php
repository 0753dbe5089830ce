<?php
/**
 * Lines for WooCommerce > Status > Logs.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Writes through WooCommerce's logger, only when logging is switched on, and never a token or secret.
 */
final class Log {

	/**
	 * Where the switch is.
	 *
	 * @var Settings
	 */
	private $settings;

	/**
	 * Takes its collaborator.
	 *
	 * @param Settings $settings Where the switch is.
	 */
	public function __construct( Settings $settings ) {
		$this->settings = $settings;
	}

	/**
	 * Writes one line.
	 *
	 * @param string $level   PSR-3 level: debug, info, warning, error.
	 * @param string $message Text; tokens in it are blanked.
	 */
	public function write( string $level, string $message ): void {
		if ( $this->settings->all()['logging'] && function_exists( 'wc_get_logger' ) ) {
			wc_get_logger()->log( $level, self::blank_secrets( $message ), array( 'source' => 'tradepost-sync' ) );
		}
	}

	/**
	 * Takes tokens and webhook secrets out of a text.
	 *
	 * @param string $message Any text.
	 */
	public static function blank_secrets( string $message ): string {
		return (string) preg_replace( '/\b(wc_sk_live_|ci_sk_live_|shpat_|wcwh_)[A-Za-z0-9]+/', '$1***', $message );
	}
}
