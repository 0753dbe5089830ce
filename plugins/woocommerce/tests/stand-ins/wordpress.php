<?php
/**
 * The functions of WordPress that the plugin calls, each as small as the tests allow.
 *
 * @package Tradepost_Sync
 */

define( 'ABSPATH', __DIR__ . '/' );
define( 'HOUR_IN_SECONDS', 3600 );
define( 'DAY_IN_SECONDS', 86400 );

class WP_Error {
	private $code;
	private $message;

	public function __construct( $code = '', $message = '' ) {
		$this->code    = $code;
		$this->message = $message;
	}

	public function get_error_code() {
		return $this->code;
	}

	public function get_error_message() {
		return $this->message;
	}
}

class WP_Post {
	public function __construct( $row ) {
		foreach ( (array) $row as $key => $value ) {
			$this->$key = in_array( $key, array( 'ID', 'post_parent', 'post_author' ), true ) ? (int) $value : $value;
		}
	}
	public $ID, $post_type, $post_status, $post_title, $post_content, $post_excerpt, $post_parent, $post_author, $post_modified_gmt;
}

/** What a request of WordPress would have in memory and in its database. */
final class World {
	public static $hooks   = array();
	public static $done    = array();
	public static $options = array();
	public static $meta    = array();
	public static $terms   = array();
	public static $cron    = array();
	public static $redirect;
	public static $may = true;
	public static $admin = false;

	public static function begin() {
		global $wpdb;
		$wpdb          = new wpdb();
		self::$hooks   = array();
		self::$done    = array( 'init' => 1 );
		self::$options = array();
		self::$meta    = array();
		self::$terms   = array();
		self::$cron    = array();
		self::$may     = true;
		self::$admin   = false;
		self::$redirect = null;
		$_POST         = array();
	}
}

function is_wp_error( $thing ) { return $thing instanceof WP_Error; }
function add_action( $hook, $call, $priority = 10, $arguments = 1 ) { World::$hooks[ $hook ][ $priority ][] = array( $call, $arguments ); }
function add_filter( $hook, $call, $priority = 10, $arguments = 1 ) { add_action( $hook, $call, $priority, $arguments ); }
function did_action( $hook ) { return World::$done[ $hook ] ?? 0; }
function do_action( $hook, ...$values ) {
	World::$done[ $hook ] = did_action( $hook ) + 1;
	$listeners            = World::$hooks[ $hook ] ?? array();
	ksort( $listeners );
	foreach ( $listeners as $calls ) {
		foreach ( $calls as list( $call, $arguments ) ) {
			$call( ...array_slice( $values, 0, $arguments ) );
		}
	}
}
function apply_filters( $hook, $value, ...$more ) {
	foreach ( World::$hooks[ $hook ] ?? array() as $calls ) {
		foreach ( $calls as list( $call ) ) {
			$value = $call( $value, ...$more );
		}
	}
	return $value;
}
function register_activation_hook() {}
function register_deactivation_hook() {}

function get_option( $name, $default = false ) { return World::$options[ $name ]['value'] ?? $default; }
function add_option( $name, $value, $deprecated = '', $autoload = 'yes' ) { World::$options[ $name ] = array( 'value' => $value, 'autoload' => ! in_array( $autoload, array( 'no', false ), true ) ); }
function update_option( $name, $value, $autoload = null ) { World::$options[ $name ] = array( 'value' => $value, 'autoload' => false !== $autoload && 'no' !== $autoload ); }
function delete_option( $name ) { unset( World::$options[ $name ] ); }

function get_post( $id ) {
	global $wpdb;
	if ( $id instanceof WP_Post ) {
		return $id;
	}
	$row = $wpdb->get_row( $wpdb->prepare( 'SELECT * FROM wp_posts WHERE ID = %d', $id ) );
	return $row ? new WP_Post( $row ) : null;
}
function get_post_status( $id ) { $post = get_post( $id ); return $post ? $post->post_status : false; }
function get_the_title( $id ) { $post = get_post( $id ); return $post ? $post->post_title : ''; }
function get_post_type( $id ) { $post = get_post( $id ); return $post ? $post->post_type : false; }
function wp_get_post_parent_id( $id ) { $post = get_post( $id ); return $post ? $post->post_parent : 0; }
function wp_insert_post( $facts ) {
	global $wpdb;
	$id = $wpdb->insert( 'wp_posts', array_merge( array( 'post_type' => 'post', 'post_status' => 'publish', 'post_modified_gmt' => gmdate( 'Y-m-d H:i:s', \Tradepost_Sync\time() ) ), $facts ) );
	saved_post( $id );
	return $id;
}
function wp_update_post( $facts ) {
	global $wpdb;
	$wpdb->update( 'wp_posts', array_merge( array( 'post_modified_gmt' => gmdate( 'Y-m-d H:i:s', \Tradepost_Sync\time() ) ), $facts ), array( 'ID' => $facts['ID'] ) );
	saved_post( $facts['ID'] );
}
function saved_post( $id ) {
	$post = get_post( $id );
	do_action( 'save_post_' . $post->post_type, $id, $post, true );
	do_action( 'save_post', $id, $post, true );
}
function wp_trash_post( $id ) {
	do_action( 'wp_trash_post', $id );
	wp_update_post( array( 'ID' => $id, 'post_status' => 'trash' ) );
	do_action( 'trashed_post', $id );
}
function wp_untrash_post( $id ) {
	wp_update_post( array( 'ID' => $id, 'post_status' => 'draft' ) );
	do_action( 'untrashed_post', $id, 'publish' );
}
function wp_delete_post( $id ) {
	global $wpdb;
	$post = get_post( $id );
	do_action( 'before_delete_post', $id, $post );
	foreach ( $wpdb->get_col( $wpdb->prepare( 'SELECT ID FROM wp_posts WHERE post_parent = %d', $id ) ) as $child ) {
		wp_delete_post( (int) $child );
	}
	$wpdb->delete( 'wp_posts', array( 'ID' => $id ) );
	do_action( 'deleted_post', $id, $post );
}
function wp_is_post_revision( $id ) { return 'revision' === get_post_type( $id ); }
function wp_is_post_autosave() { return false; }
function get_post_meta( $id, $key ) { return World::$meta[ $id ][ $key ] ?? ''; }
function update_post_meta( $id, $key, $value ) { World::$meta[ $id ][ $key ] = $value; }
function delete_post_meta( $id, $key ) { unset( World::$meta[ $id ][ $key ] ); }
function delete_post_meta_by_key( $key ) { foreach ( World::$meta as $id => $all ) { unset( World::$meta[ $id ][ $key ] ); } }
function get_permalink( $post ) { return home_url( '/?p=' . get_post( $post )->ID ); }
function get_the_author_meta() { return 'Lan'; }
function get_the_post_thumbnail_url() { return false; }
function wp_get_attachment_url( $id ) { return "https://shop.example.com/media/$id.jpg"; }

function taxonomy_exists( $taxonomy ) { return isset( World::$terms[ $taxonomy ] ); }
function wp_get_post_terms( $id, $taxonomy ) { return World::$terms[ $taxonomy ][ $id ] ?? array(); }
function get_term_by( $field, $slug, $taxonomy ) { return (object) array( 'name' => strtoupper( $slug ) ); }

function __( $text ) { return $text; }
function esc_html__( $text ) { return esc_html( $text ); }
function esc_html_e( $text ) { echo esc_html( $text ); }
function esc_attr_e( $text ) { echo esc_attr( $text ); }
function esc_html( $text ) { return htmlspecialchars( (string) $text, ENT_QUOTES ); }
function esc_attr( $text ) { return esc_html( $text ); }
function esc_url( $url ) { return esc_html( $url ); }
function esc_url_raw( $url ) { return $url; }
function checked( $value, $wanted = true, $print = true ) { $text = $value === $wanted ? 'checked' : ''; if ( $print ) { echo $text; } return $text; }
function disabled( $value ) { echo $value ? 'disabled' : ''; }
function number_format_i18n( $number ) { return number_format( $number ); }
function wp_date( $format, $time ) { return gmdate( 'H:i', $time ); }
function wp_timezone() { return new DateTimeZone( 'Asia/Tehran' ); }
function wp_nonce_field( $action, $name = '_wpnonce' ) { printf( '<input type="hidden" name="%s" value="nonce-%s">', $name, $action ); }
function sanitize_text_field( $text ) { return trim( strip_tags( (string) $text ) ); }
function sanitize_key( $text ) { return preg_replace( '/[^a-z0-9_\-]/', '', strtolower( $text ) ); }
function wp_unslash( $text ) { return stripslashes( $text ); }
function wp_check_invalid_utf8( $text ) { return mb_check_encoding( $text, 'UTF-8' ) ? $text : mb_convert_encoding( $text, 'UTF-8', 'UTF-8' ); }
function wp_strip_all_tags( $text ) { return trim( strip_tags( preg_replace( '@<(script|style)[^>]*?>.*?</\\1>@si', '', $text ) ) ); }
function strip_shortcodes( $text ) { return preg_replace( '/\[[a-z_]+[^\]]*\]/', '', $text ); }
function wp_json_encode( $value ) { return json_encode( $value ); }
function wp_generate_uuid4() { return vsprintf( '%s%s-%s-%s-%s-%s%s%s', str_split( bin2hex( random_bytes( 16 ) ), 4 ) ); }
function wp_parse_url( $url, $part = -1 ) { return parse_url( $url, $part ); }
function home_url( $path = '' ) { return 'https://shop.example.com' . $path; }
function admin_url( $path = '' ) { return home_url( '/wp-admin/' . $path ); }
function plugin_basename( $file ) { return 'tradepost-sync/' . basename( $file ); }
function get_bloginfo() { return '6.4'; }
function is_admin() { return World::$admin; }
function load_plugin_textdomain() {}
function human_time_diff() { return '5 minutes'; }
function get_current_user_id() { return 1; }
function current_user_can() { return World::$may; }
function check_admin_referer( $action ) { if ( ( $_POST['_wpnonce'] ?? '' ) !== "nonce-$action" ) { throw new Refused( 'nonce' ); } }
function wp_die( $text ) { throw new Refused( $text ); }
function wp_safe_redirect( $url ) { World::$redirect = $url; return false; }
function wp_using_ext_object_cache() { return false; }
function wp_cache_flush() {}
function wp_cache_delete() {}
function absint( $value ) { return abs( (int) $value ); }
function wp_create_nonce( $action ) { return "nonce-$action"; }
function wp_verify_nonce( $nonce, $action ) { return "nonce-$action" === $nonce; }
function check_ajax_referer( $action ) { if ( ( $_POST['_ajax_nonce'] ?? '' ) !== "nonce-$action" ) { throw new Refused( 'nonce' ); } }
function wp_send_json_success( $data ) { throw new Json_Answer( true, $data, 200 ); }
function wp_send_json_error( $data, $status = 200 ) { throw new Json_Answer( false, $data, $status ); }

/** WordPress prints this and ends the request. */
class Json_Answer extends Exception {
	public $ok, $data, $status;
	public function __construct( $ok, $data, $status ) {
		parent::__construct( json_encode( $data ) );
		$this->ok     = $ok;
		$this->data   = $data;
		$this->status = $status;
	}
}


/** WordPress ends the request here. */
class Refused extends Exception {}

function wp_clear_scheduled_hook( $hook ) { unset( World::$cron[ $hook ] ); }
function wp_next_scheduled( $hook ) { return World::$cron[ $hook ] ?? false; }
function wp_schedule_event( $time, $recurrence, $hook ) { World::$cron[ $hook ] = $time; }
/** Like WordPress, refuses an event within ten minutes of one that is planned. */
function wp_schedule_single_event( $time, $hook ) {
	if ( isset( World::$cron[ $hook ] ) && abs( World::$cron[ $hook ] - $time ) < 600 ) {
		return false;
	}
	World::$cron[ $hook ] = $time;
	return true;
}

/** Real HTTP; filters of `pre_http_request` may answer instead, as in WordPress. */
function wp_remote_request( $url, $arguments ) {
	$instead = apply_filters( 'pre_http_request', false, $arguments, $url );
	if ( false !== $instead ) {
		return $instead;
	}
	$headers = array();
	foreach ( $arguments['headers'] as $name => $value ) {
		$headers[] = "$name: $value";
	}
	$context = stream_context_create(
		array(
			'http' => array(
				'method'          => $arguments['method'],
				'header'          => $headers,
				'content'         => $arguments['body'],
				'timeout'         => $arguments['timeout'],
				'user_agent'      => $arguments['user-agent'],
				'follow_location' => 0,
				'ignore_errors'   => true,
			),
		)
	);
	$body    = @file_get_contents( $url, false, $context );
	if ( false === $body ) {
		return new WP_Error( 'http_request_failed', 'Connection refused' );
	}
	$answer = array( 'body' => $body, 'headers' => array(), 'response' => array( 'code' => (int) explode( ' ', $http_response_header[0] )[1] ) );
	foreach ( array_slice( $http_response_header, 1 ) as $line ) {
		list( $name, $value ) = explode( ':', $line, 2 );
		$answer['headers'][ strtolower( $name ) ] = trim( $value );
	}
	return $answer;
}
function wp_remote_retrieve_body( $answer ) { return $answer['body']; }
function wp_remote_retrieve_response_code( $answer ) { return $answer['response']['code']; }
function wp_remote_retrieve_header( $answer, $name ) { return $answer['headers'][ $name ] ?? ''; }
/** Public addresses on three ports, as WordPress decides for WooCommerce's deliveries. */
function wp_http_validate_url( $url ) {
	$parts = parse_url( $url );
	return preg_match( '/^(127\.|10\.|192\.168\.|localhost$)/', $parts['host'] ) || ! in_array( $parts['port'] ?? 80, array( 80, 443, 8080 ), true ) ? false : $url;
}
function is_multisite() { return false; }
