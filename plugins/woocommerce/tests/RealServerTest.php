<?php
namespace Tradepost_Sync;

use WC_Product;
use WC_Product_Attribute;

/** The same plugin in the same shop, against the real server: `npm run plugin:test` in the project's root starts one. */
final class RealServerTest extends Shop {

	protected function setUp(): void {
		if ( ! getenv( 'TRADEPOST_URL' ) ) {
			$this->markTestSkipped( 'No server: start by npm run plugin:test' );
		}
		parent::setUp();
		Clock::$now = null;
		// Each test has products of its own: ids of one shop stand for the same product for ever.
		$GLOBALS['wpdb']->insert( 'wp_posts', array( 'ID' => random_int( 1000, PHP_INT_MAX >> 20 ), 'post_type' => 'revision' ) );
		$this->store_connection( getenv( 'TRADEPOST_URL' ), getenv( 'TRADEPOST_TOKEN' ) );
		Plugin::start();
	}

	/** A call of the user at the server. */
	private function ask( string $method, string $path, ?array $body = null ): array {
		$answer  = wp_remote_request(
			getenv( 'TRADEPOST_URL' ) . '/api/v1/' . $path,
			array(
				'method'     => $method,
				'timeout'    => 30,
				'user-agent' => 'tests',
				'headers'    => array( 'Authorization' => 'Bearer ' . getenv( 'TRADEPOST_JWT' ), 'Content-Type' => 'application/json' ),
				'body'       => null === $body ? null : json_encode( $body ),
			)
		);
		$decoded = json_decode( wp_remote_retrieve_body( $answer ), true );
		$this->assertLessThan( 300, wp_remote_retrieve_response_code( $answer ), wp_remote_retrieve_body( $answer ) );
		return $decoded;
	}

	/** What the user sees of a product of this shop. */
	private function seen( int $id ): ?array {
		foreach ( $this->ask( 'GET', 'web-knowledge/products/?page_size=100&store=shop.example.com&ordering=-created_at' )['results'] as $product ) {
			if ( "woo_$id" === $product['external_id'] ) {
				return $product;
			}
		}
		return null;
	}

	private function connection(): Connection {
		$settings = new Settings();
		return new Connection( $settings, new Client( $settings, new Log( $settings ) ), new Gate(), new Scheduler() );
	}

	public function test_the_connection_test_names_the_account_or_repeats_the_servers_words(): void {
		$good = $this->connection()->test( getenv( 'TRADEPOST_URL' ), getenv( 'TRADEPOST_TOKEN' ) );
		$this->assertSame( array( true, getenv( 'TRADEPOST_EMAIL' ), 'Shop under test' ), array( $good['ok'], $good['email'], $good['name'] ) );
		$bad = $this->connection()->test( getenv( 'TRADEPOST_URL' ), self::TOKEN );
		$this->assertSame( array( false, 'Invalid token' ), array( $bad['ok'], $bad['text'] ) );
	}

	public function test_a_product_is_there_as_it_is_in_the_shop(): void {
		$product = WC_Product::make(
			array(
				'name'       => 'چای لاهیجان', 'sku' => 'T-' . uniqid(), 'regular_price' => '950000', 'sale_price' => '850000', 'stock' => 7, 'image' => 5, 'description' => '<p>Leaf <b>tea</b></p>',
				'attributes' => array( new WC_Product_Attribute( 'برند', array( 'گلستان' ) ), new WC_Product_Attribute( 'Weight', array( '500 g', '1 kg' ) ) ),
			)
		);
		$this->end_request();
		$this->assertSame( 'synced', $this->row( $product->get_id() )->state );
		$seen     = $this->seen( $product->get_id() );
		$expected = array(
			'title' => 'چای لاهیجان', 'price' => '850000.00', 'original_price' => '950000.00', 'sale_price' => '850000.00', 'discount_amount' => '100000.00', 'currency' => 'IRT', 'stock_quantity' => 7, 'in_stock' => true,
			'brand' => 'گلستان', 'description' => 'Leaf tea', 'is_active' => true, 'external_source' => 'woocommerce', 'main_image' => 'https://shop.example.com/media/5.jpg',
		);
		$this->assertEquals( $expected, array_intersect_key( $seen, $expected ) );
		$this->assertSame( '500 g, 1 kg', $seen['specifications']['Weight'] );

		$product->set( array( 'sale_price' => '', 'regular_price' => '' ) )->save();
		$product->sell( 7 );
		$this->end_request();
		$later = $this->seen( $product->get_id() );
		$this->assertSame( array( $seen['id'], null, null, 0 ), array( $later['id'], $later['price'], $later['discount_amount'], $later['stock_quantity'] ) );
	}

	public function test_trash_restore_and_deletion_arrive(): void {
		$product = WC_Product::make( array( 'name' => 'Cup', 'regular_price' => '5' ) );
		$this->end_request();
		$active = function () use ( $product ) {
			return $this->seen( $product->get_id() )['is_active'];
		};
		$this->assertTrue( $active() );
		wp_trash_post( $product->get_id() );
		$this->end_request();
		$this->assertFalse( $active() );
		wp_untrash_post( $product->get_id() );
		$this->end_request();
		$this->assertFalse( $active(), 'WordPress restores as a draft' );
		$product->set( array( 'status' => 'publish' ) )->save();
		$this->end_request();
		$this->assertTrue( $active() );
		wp_delete_post( $product->get_id() );
		$this->end_request();
		$this->assertFalse( $active() );
	}

	public function test_an_event_whose_answer_was_lost_has_one_effect(): void {
		$lost = true;
		add_filter(
			'pre_http_request',
			function ( $instead, $arguments, $url ) use ( &$lost ) {
				if ( ! $lost ) {
					return $instead;
				}
				$lost = false;
				wp_remote_request( $url, $arguments );
				return new \WP_Error( 'http_request_failed', 'Operation timed out' );
			}
		);
		$product = WC_Product::make( array( 'name' => 'Pot', 'regular_price' => '9' ) );
		$this->end_request();
		$this->assertSame( 'waiting', $this->row( $product->get_id() )->state );
		( new Gate() )->open();
		do_action( Scheduler::HOURLY );
		$this->assertSame( 'synced', $this->row( $product->get_id() )->state );
		$log = $this->ask( 'GET', 'integrations/woocommerce/events/?woo_product_id=' . $product->get_id() );
		$this->assertSame( 1, $log['count'] );
	}

	public function test_250_products_arrive_in_bulk(): void {
		$before = $this->ask( 'GET', 'web-knowledge/products/?store=shop.example.com' )['count'];
		\World::$hooks = array();
		for ( $i = 0; $i < 250; $i++ ) {
			WC_Product::make( array( 'name' => "Tea no. $i", 'regular_price' => (string) ( $i + 1 ) ) );
		}
		$this->begin_request();
		$bulk = new Bulk_Sync( new Items(), new Item_Report(), new Scheduler() );
		$bulk->start();
		$this->end_request();
		$this->assertSame( array( 'waiting' => 0, 'synced' => 250, 'failed' => 0 ), ( new Item_Report() )->counts() );
		$this->assertSame( $before + 250, $this->ask( 'GET', 'web-knowledge/products/?store=shop.example.com' )['count'] );
	}

	public function test_a_token_that_is_switched_off_stops_the_queue_until_it_is_on_again(): void {
		$id      = $this->ask( 'GET', 'integrations/tokens/' )['results'][0]['id'];
		$product = WC_Product::make( array( 'name' => 'Kettle', 'regular_price' => '50' ) );
		$this->ask( 'PATCH', "integrations/tokens/$id/", array( 'is_active' => false ) );
		try {
			$this->end_request();
			$this->assertSame( 'Token is inactive', ( new Gate() )->state()['paused'] );
			$this->assertNull( $this->seen( $product->get_id() ) );
		} finally {
			$this->ask( 'PATCH', "integrations/tokens/$id/", array( 'is_active' => true ) );
		}
		$this->connection()->test( getenv( 'TRADEPOST_URL' ), getenv( 'TRADEPOST_TOKEN' ) );
		$this->end_request();
		$this->assertSame( 'Kettle', $this->seen( $product->get_id() )['title'] );
	}

	public function test_a_product_that_the_server_refuses_is_shown_with_the_servers_reason(): void {
		$product = WC_Product::make( array( 'name' => 'Palace', 'regular_price' => '9999999999999' ) );
		$this->end_request();
		$row = $this->row( $product->get_id() );
		$this->assertSame( 'failed', $row->state );
		$this->assertStringContainsString( 'price', $row->error );
	}

	public function test_pages_come_and_go(): void {
		( new Settings() )->change( array( 'auto_pages' => true ) );
		$id        = wp_insert_post( array( 'post_type' => 'page', 'post_title' => 'Delivery', 'post_content' => '<p>Two days.</p>' ) );
		$published = function () use ( $id ) {
			$rows = $this->ask( 'GET', 'integrations/wordpress-content/?page_size=100' )['results'];
			return array_column( $rows, 'is_published', 'wp_post_id' )[ $id ] ?? null;
		};
		$this->end_request();
		$this->assertTrue( $published() );
		wp_trash_post( $id );
		$this->end_request();
		$this->assertFalse( $published() );
	}

	public function test_the_address_and_secret_that_the_server_shows_fit_the_form_and_its_ping_is_answered(): void {
		$url = getenv( 'TRADEPOST_DELIVERY_URL' );
		$this->assertSame( getenv( 'TRADEPOST_WEBHOOK_SECRET' ), Webhooks::clean_secret( getenv( 'TRADEPOST_WEBHOOK_SECRET' ) ) );
		$public = preg_replace( '~//[^/]+~', '//server.example.com', $url );
		$this->assertSame( $public, Webhooks::clean_delivery_url( $public ) );
		$ping = wp_remote_request( $url, array( 'method' => 'POST', 'timeout' => 10, 'user-agent' => 'WooCommerce Hookshot', 'headers' => array( 'Content-Type' => 'application/x-www-form-urlencoded' ), 'body' => 'webhook_id=1' ) );
		$this->assertSame( 200, wp_remote_retrieve_response_code( $ping ) );
	}
}
