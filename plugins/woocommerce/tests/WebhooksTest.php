<?php
namespace Tradepost_Sync;

use WC_Product;
use WC_Webhook;
use WP_Error;

final class WebhooksTest extends Shop {

	const URL    = 'https://server.example.com/api/v1/integrations/woocommerce/hooks/694d015d-8b8e-4250-8fb0-eb260da403b9/';
	const SECRET = 'wcwh_8u41gn1eea9qrkzvz9rtlkbmtga230m8gw9j689w';

	private function send_form( array $fields ): Webhooks_Tab {
		$_POST = $fields + array( '_wpnonce' => 'nonce-' . Webhooks_Tab::NONCE, 'tradepost_sync_webhooks' => 'create', 'delivery_url' => self::URL, 'secret' => self::SECRET, 'products_by' => 'plugin' );
		$bulk  = new Bulk_Sync( new Items(), new Item_Report(), new Scheduler() );
		$tab   = new Webhooks_Tab( new Webhooks( new Settings(), $bulk ) );
		$tab->handle();
		return $tab;
	}

	private function topics(): array {
		return array_values( array_map( function ( $webhook ) { return $webhook->get_topic(); }, WC_Webhook::$kept ) );
	}

	public function test_one_click_makes_the_webhooks_of_orders_and_a_second_one_none_more(): void {
		$this->connect();
		$this->send_form( array() );
		$this->send_form( array() );
		$this->assertSame( Webhooks::ORDER_TOPICS, $this->topics() );
		$webhook = WC_Webhook::$kept[1];
		$this->assertSame( array( self::URL, self::SECRET, 'active', 'wp_api_v3' ), array( $webhook->get_delivery_url(), $webhook->get_secret(), $webhook->get_status(), $webhook->get_api_version() ) );
		$this->assertSame( 'plugin', ( new Settings() )->all()['products_by'] );
	}

	public function test_products_go_one_way_only(): void {
		$this->connect();
		$this->send_form( array( 'products_by' => 'webhooks' ) );
		$this->assertSame( array_merge( Webhooks::ORDER_TOPICS, Webhooks::PRODUCT_TOPICS ), $this->topics() );
		$this->assertSame( 'webhooks', ( new Settings() )->all()['products_by'] );
		$this->begin_request();
		WC_Product::make( array( 'name' => 'Tea' ) );
		$this->end_request();
		$this->assertSame( array(), $this->calls );
	}

	public function test_when_webhooks_of_products_end_the_plugin_takes_over_and_catches_up(): void {
		$this->connect();
		$this->send_form( array( 'products_by' => 'webhooks' ) );
		$this->begin_request();
		WC_Product::make( array( 'name' => 'Tea' ) );
		foreach ( WC_Webhook::$kept as $webhook ) {
			if ( 'product.updated' === $webhook->get_topic() ) {
				$webhook->set_status( 'disabled' );
				$webhook->save();
			}
		}
		$this->end_request();
		$this->assertSame( 'plugin', ( new Settings() )->all()['products_by'] );
		$this->assertSame( array( 'product.updated 1' ), $this->told() );
	}

	public function test_a_webhook_made_by_hand_counts_too(): void {
		$this->connect();
		$webhook = new WC_Webhook();
		$webhook->set_topic( 'product.updated' );
		$webhook->set_delivery_url( self::URL );
		$webhook->set_status( 'active' );
		$webhook->save();
		$this->assertSame( 'webhooks', ( new Settings() )->all()['products_by'] );
	}

	public function test_a_server_that_woocommerce_cannot_reach_leaves_no_webhook(): void {
		$this->connect();
		WC_Webhook::$ping = new WP_Error( 'error', 'Error: Delivery URL returned response code: 401' );
		$tab              = $this->send_form( array() );
		$this->assertSame( array( 'delivery_url' => 'Error: Delivery URL returned response code: 401' ), $tab->errors() );
		$this->assertSame( array(), WC_Webhook::$kept );
	}

	/** @dataProvider bad_fields */
	public function test_errors_stand_at_their_field_and_nothing_is_made( string $field, string $value ): void {
		$this->connect();
		$tab = $this->send_form( array( $field => $value ) );
		$this->assertSame( array( $field ), array_keys( $tab->errors() ) );
		$this->assertSame( array(), WC_Webhook::$kept );
	}

	public function bad_fields(): array {
		return array(
			'another path'       => array( 'delivery_url', 'https://server.example.com/' ),
			'another scheme'     => array( 'delivery_url', str_replace( 'https', 'ftp', self::URL ) ),
			'an inner address'   => array( 'delivery_url', str_replace( 'server.example.com', '192.168.1.2', self::URL ) ),
			'an unusual port'    => array( 'delivery_url', str_replace( 'example.com', 'example.com:8000', self::URL ) ),
			'a token as secret'  => array( 'secret', self::TOKEN ),
			'half of the secret' => array( 'secret', substr( self::SECRET, 0, 20 ) ),
		);
	}

	public function test_removing_deletes_our_webhooks_and_no_other(): void {
		$this->connect();
		$other = new WC_Webhook();
		$other->set_topic( 'order.created' );
		$other->save();
		$this->send_form( array() );
		$this->send_form( array( 'tradepost_sync_webhooks' => 'remove' ) );
		$this->assertSame( array( $other ), array_values( WC_Webhook::$kept ) );
	}
}
