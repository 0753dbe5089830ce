<?php
/**
 * Comes and goes.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Makes the table, takes the plans back. uninstall.php removes the rest.
 */
final class Installer {

	/** Version of the table that is installed. */
	const OPTION = 'tradepost_sync_table';

	/**
	 * On activation, and on the first request after an update.
	 */
	public static function activate(): void {
		if ( VERSION !== get_option( self::OPTION ) ) {
			Items::install();
			update_option( self::OPTION, VERSION );
		}
	}

	/**
	 * On deactivation: plans go, everything that was stored stays.
	 */
	public static function deactivate(): void {
		Scheduler::clear();
	}
}
