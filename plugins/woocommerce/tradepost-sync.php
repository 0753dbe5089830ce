<?php
/**
 * Plugin Name:          Tradepost Sync
 * Description:          Keeps a Tradepost server in step with the products, orders, pages and posts of this shop.
 * Version:              1.0.0
 * Requires at least:    5.8
 * Requires PHP:         7.4
 * WC requires at least: 5.0
 * WC tested up to:      8.2
 * Author:               Tradepost
 * License:              GPL-2.0-or-later
 * License URI:          https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:          tradepost-sync
 * Domain Path:          /languages
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

const VERSION     = '1.0.0';
const PLUGIN_FILE = __FILE__;

require_once __DIR__ . '/includes/autoload.php';

register_activation_hook( __FILE__, array( Installer::class, 'activate' ) );
register_deactivation_hook( __FILE__, array( Installer::class, 'deactivate' ) );

add_action( 'before_woocommerce_init', array( Plugin::class, 'declare_compatibility' ) );
add_action( 'plugins_loaded', array( Plugin::class, 'start' ) );
