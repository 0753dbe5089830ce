<?php
/**
 * Products, webhooks and the logger of WooCommerce.
 *
 * @package Tradepost_Sync
 */

class WooCommerce {}

class WC_Product_Attribute {
	public $name, $options;
	public function __construct( $name, $options ) { $this->name = $name; $this->options = $options; }
	public function get_name() { return $this->name; }
	public function get_options() { return $this->options; }
	public function is_taxonomy() { return 0 === strpos( $this->name, 'pa_' ); }
}

/** A product whose fields are kept by id; saving fires the hooks that WooCommerce fires. */
class WC_Product {
	public static $kept = array();
	private $id;
	private $fields;

	public function __construct( $id = 0 ) {
		$this->id     = $id;
		$this->fields = self::$kept[ $id ] ?? array();
	}

	/** Makes a product in the shop. */
	public static function make( $fields = array() ) {
		$product         = new self();
		$product->fields = $fields;
		return $product->save();
	}

	public function set( $fields ) {
		$this->fields = array_merge( $this->fields, $fields );
		return $this;
	}

	public function save() {
		$parent = $this->fields['parent'] ?? 0;
		$post   = array( 'post_title' => $this->fields['name'] ?? '', 'post_type' => $parent ? 'product_variation' : 'product', 'post_status' => $this->fields['status'] ?? 'publish', 'post_parent' => $parent );
		$this->fields['modified'] = \Tradepost_Sync\time();
		if ( $this->id ) {
			self::$kept[ $this->id ] = $this->fields;
			wp_update_post( array( 'ID' => $this->id ) + $post );
			do_action( $parent ? 'woocommerce_update_product_variation' : 'woocommerce_update_product', $this->id, $this );
		} else {
			$this->id                = wp_insert_post( $post );
			self::$kept[ $this->id ] = $this->fields;
			do_action( $parent ? 'woocommerce_new_product_variation' : 'woocommerce_new_product', $this->id, $this );
		}
		return $this;
	}

	/** What an order does: stock changes, the product is not saved. */
	public function sell( $quantity ) {
		$this->fields['stock']  -= $quantity;
		self::$kept[ $this->id ] = $this->fields;
		do_action( $this->get_parent_id() ? 'woocommerce_variation_set_stock' : 'woocommerce_product_set_stock', $this );
	}

	public function get_id() { return $this->id; }
	public function get_parent_id() { return $this->fields['parent'] ?? 0; }
	public function get_name() { return $this->fields['name'] ?? ''; }
	public function get_sku() { return $this->fields['sku'] ?? ''; }
	public function get_status() { return get_post_status( $this->id ); }
	public function get_type() { return $this->fields['type'] ?? 'simple'; }
	public function is_type( $type ) { return $type === $this->get_type(); }
	public function get_short_description() { return $this->fields['short_description'] ?? ''; }
	public function get_description() { return $this->fields['description'] ?? ''; }
	public function get_price() { return $this->is_on_sale() ? $this->fields['sale_price'] : ( $this->fields['regular_price'] ?? '' ); }
	public function get_regular_price() { return $this->fields['regular_price'] ?? ''; }
	public function get_sale_price() { return $this->fields['sale_price'] ?? ''; }
	public function is_on_sale() { return '' !== $this->get_sale_price(); }
	public function managing_stock() { return isset( $this->fields['stock'] ); }
	public function get_stock_quantity() { return $this->fields['stock'] ?? null; }
	public function get_stock_status() { return $this->fields['stock_status'] ?? 'instock'; }
	public function get_image_id() { return $this->fields['image'] ?? ''; }
	public function get_gallery_image_ids() { return $this->fields['gallery'] ?? array(); }
	public function get_permalink() { return home_url( '/product/' . $this->id ); }
	public function get_attributes() { return $this->fields['attributes'] ?? array(); }
	public function get_date_modified() { return new DateTime( '@' . $this->fields['modified'] ); }
	public function get_children() {
		global $wpdb;
		return array_map( 'intval', $wpdb->get_col( $wpdb->prepare( 'SELECT ID FROM wp_posts WHERE post_parent = %d', $this->id ) ) );
	}
}

function wc_get_product( $id ) {
	return in_array( get_post_type( $id ), array( 'product', 'product_variation' ), true ) ? new WC_Product( (int) $id ) : false;
}
function wc_attribute_label( $name ) { return ucfirst( str_replace( 'pa_', '', $name ) ); }
function get_woocommerce_currency() { return 'IRT'; }

/** A logger that keeps its lines. */
final class Kept_Log {
	public static $lines = array();
	public function log( $level, $message, $context ) { self::$lines[] = "$level {$context['source']} $message"; }
}
function wc_get_logger() { return new Kept_Log(); }

class WC_Webhook {
	public static $kept = array();
	public static $ping = true;
	private $fields     = array( 'status' => 'disabled' );
	private $id         = 0;

	public function __call( $name, $arguments ) {
		list( $verb, $field ) = explode( '_', $name, 2 );
		if ( 'set' === $verb ) {
			$this->fields[ $field ] = $arguments[0];
			return null;
		}
		return $this->fields[ $field ] ?? null;
	}
	public function get_id() { return $this->id; }
	public function save() {
		$new = 0 === $this->id;
		if ( $new ) {
			$this->id = count( self::$kept ) ? max( array_keys( self::$kept ) ) + 1 : 1;
		}
		self::$kept[ $this->id ] = $this;
		do_action( $new ? 'woocommerce_new_webhook' : 'woocommerce_webhook_updated', $this->id );
	}
	public function delete() {
		unset( self::$kept[ $this->id ] );
		do_action( 'woocommerce_webhook_deleted', $this->id );
	}
	public function deliver_ping() { return self::$ping; }
}
function wc_get_webhook( $id ) { return WC_Webhook::$kept[ $id ] ?? null; }

class WC_Data_Store {
	public static function load() { return new self(); }
	public function get_webhooks_ids( $status ) {
		return array_keys( array_filter( WC_Webhook::$kept, function ( $webhook ) use ( $status ) { return $webhook->get_status() === $status; } ) );
	}
}
