<?php
namespace Tradepost_Sync;

use WC_Product;
use WC_Product_Attribute;

final class ProductsTest extends Shop {

	public function test_a_new_product_is_sent_whole(): void {
		\World::$terms = array( 'product_cat' => array( 1 => array( 3 => 'Tea &amp; coffee' ) ), 'product_tag' => array( 1 => array( 'green' ) ) );
		$this->connect();
		WC_Product::make(
			array(
				'name'          => 'Chai &#8220;Lahijan&#8221;', 'sku' => 'T-1', 'regular_price' => '950000', 'sale_price' => '850000.50', 'stock' => 7.9, 'image' => 5, 'gallery' => array( 6, 7 ),
				'description'   => "<p>Leaf \0tea</p>", 'attributes' => array( new WC_Product_Attribute( 'برند', array( 'گلستان' ) ) ),
			)
		);
		$this->end_request();

		$this->assertSame( 'woocommerce/webhook/', $this->calls[0][0] );
		list( $event ) = $this->events();
		$this->assertMatchesRegularExpression( '/^wc_\d{4}_\d\d_\d\d_\d{6}_1_[0-9a-f]+$/', $event['event_id'] );
		$this->assertSame( 'product.created', $event['event_type'] );
		$expected = array(
			'id' => 1, 'sku' => 'T-1', 'name' => 'Chai “Lahijan”', 'status' => 'publish', 'type' => 'simple', 'description' => '<p>Leaf tea</p>', 'currency' => 'IRT', 'price' => '850000.50', 'regular_price' => '950000',
			'sale_price' => '850000.50', 'stock_quantity' => 7, 'stock_status' => 'instock', 'categories' => array( 'Tea & coffee' ), 'tags' => array( 'green' ), 'brand' => 'گلستان',
			'attributes' => array( array( 'name' => 'برند', 'options' => array( 'گلستان' ) ) ), 'image' => 'https://shop.example.com/media/5.jpg',
			'gallery' => array( 'https://shop.example.com/media/6.jpg', 'https://shop.example.com/media/7.jpg' ), 'on_sale' => true, 'date_modified' => gmdate( DATE_ATOM, Clock::$now ),
		);
		$this->assertSame( $expected, array_intersect_key( array_replace( $expected, $event['product'] ), $expected ) );
	}

	public function test_a_price_that_is_not_set_is_null_and_stock_that_is_not_managed_too(): void {
		$this->connect();
		WC_Product::make( array( 'name' => 'Gift' ) );
		$this->end_request();
		$product = $this->events()[0]['product'];
		foreach ( array( 'price', 'regular_price', 'sale_price', 'stock_quantity' ) as $key ) {
			$this->assertNull( $product[ $key ], $key );
		}
	}

	public function test_a_variable_product_carries_its_variations_and_the_prices_of_the_cheapest(): void {
		$this->connect();
		$parent = WC_Product::make( array( 'name' => 'Shirt', 'type' => 'variable' ) );
		foreach ( array( '30', '20' ) as $price ) {
			WC_Product::make( array( 'parent' => $parent->get_id(), 'sku' => "S-$price", 'regular_price' => $price, 'stock' => 2, 'attributes' => array( 'size' => 'l' ) ) );
		}
		$this->end_request();
		$product = $this->events()[0]['product'];
		$this->assertSame( array( 'product.created 1' ), $this->told() );
		$this->assertSame( '20', $product['price'] );
		$this->assertSame( array( 'S-30', 'S-20' ), array_column( $product['variations'], 'sku' ) );
		$this->assertSame( array( 'Size' => 'l' ), $product['variations'][0]['attributes'] );
	}

	public function test_saves_stock_and_variations_each_reach_the_server(): void {
		$this->connect();
		$parent    = WC_Product::make( array( 'name' => 'Shirt', 'type' => 'variable', 'stock' => 5 ) );
		$variation = WC_Product::make( array( 'parent' => 1, 'regular_price' => '30', 'stock' => 9 ) );
		$this->end_request();
		foreach ( array(
			function () use ( $parent ) { $parent->sell( 2 ); },
			function () use ( $variation ) { $variation->sell( 1 ); },
			function () use ( $variation ) { $variation->set( array( 'regular_price' => '31' ) )->save(); },
			function () use ( $variation ) { wp_delete_post( $variation->get_id() ); },
		) as $change ) {
			$change();
			$this->end_request();
		}
		$this->assertSame( array( 'product.created 1', 'product.updated 1', 'product.updated 1', 'product.updated 1', 'product.updated 1' ), $this->told() );
		$sent = array_column( $this->events(), 'product' );
		$this->assertSame( 3, $sent[1]['stock_quantity'] );
		$this->assertSame( 8, $sent[2]['variations'][0]['stock_quantity'] );
		$this->assertSame( '31', $sent[3]['variations'][0]['price'] );
		$this->assertSame( array(), $sent[4]['variations'] );
	}

	public function test_trash_restore_and_deletion_are_told_also_when_the_post_is_gone(): void {
		$this->connect();
		WC_Product::make( array( 'name' => 'Shirt', 'sku' => 'S', 'type' => 'variable' ) );
		WC_Product::make( array( 'parent' => 1 ) );
		$this->end_request();
		wp_trash_post( 1 );
		$this->end_request();
		$this->assertNull( $this->row( 1 ), 'the server no longer has it' );
		wp_untrash_post( 1 );
		$this->end_request();
		wp_delete_post( 1 );
		$this->end_request();
		$this->assertSame( array( 'product.created 1', 'product.deleted 1', 'product.restored 1', 'product.deleted 1' ), $this->told() );
		$sent = array_column( $this->events(), 'product' );
		$this->assertSame( array( 'id' => 1, 'name' => 'Shirt', 'sku' => 'S', 'permalink' => 'https://shop.example.com/product/1' ), $sent[3] );
		$this->assertSame( 'draft', $sent[2]['status'] );
	}

	public function test_variations_that_go_with_their_product_do_not_bring_it_back(): void {
		$this->connect();
		WC_Product::make( array( 'name' => 'Shirt', 'type' => 'variable' ) );
		WC_Product::make( array( 'parent' => 1 ) );
		$this->end_request();
		add_action(
			'deleted_post',
			function ( $id ) {
				if ( 2 === $id ) {
					$this->assertSame( 'deleted', $this->row( 1 )->event, 'a worker may look while the product still exists' );
				}
			},
			99
		);
		wp_delete_post( 1 );
		$this->end_request();
		$this->assertSame( array( 'product.created 1', 'product.deleted 1' ), $this->told() );
	}

	public function test_products_deleted_together_are_all_forgotten(): void {
		$this->connect();
		foreach ( array( 'Tea', 'Cup' ) as $name ) {
			WC_Product::make( array( 'name' => $name ) );
		}
		$this->end_request();
		wp_delete_post( 1 );
		wp_delete_post( 2 );
		$this->end_request();
		$this->assertSame( array( 'product.created 1', 'product.created 2', 'product.deleted 1', 'product.deleted 2' ), $this->told() );
		$this->assertSame( array( 'waiting' => 0, 'synced' => 0, 'failed' => 0 ), ( new Item_Report() )->counts() );
	}

	public function test_drafts_say_so_and_what_is_no_product_yet_is_not_sent(): void {
		$this->connect();
		WC_Product::make( array( 'name' => '', 'status' => 'draft' ) );
		WC_Product::make( array( 'name' => 'AUTO-DRAFT', 'status' => 'auto-draft' ) );
		wp_insert_post( array( 'post_type' => 'revision', 'post_parent' => 1 ) );
		$this->end_request();
		$this->assertSame( array( 'product.created 1' ), $this->told() );
		$this->assertSame( array( '#1', 'draft' ), array( $this->events()[0]['product']['name'], $this->events()[0]['product']['status'] ) );
	}

	public function test_without_a_token_nothing_is_noticed(): void {
		Plugin::start();
		WC_Product::make( array( 'name' => 'Tea' ) );
		$this->end_request();
		$this->assertSame( array( 'waiting' => 0, 'synced' => 0, 'failed' => 0 ), ( new Item_Report() )->counts() );
	}

	public function test_the_night_tells_of_products_that_left_without_a_hook(): void {
		global $wpdb;
		$this->connect();
		foreach ( array( 'Tea', 'Cup', 'Pot' ) as $name ) {
			WC_Product::make( array( 'name' => $name ) );
		}
		$this->end_request();
		$this->calls = array();
		$wpdb->query( 'DELETE FROM wp_posts WHERE ID = 2' );
		$wpdb->query( "UPDATE wp_posts SET post_status = 'trash' WHERE ID = 3" );
		for ( $night = 0; $night < 2; $night++ ) {
			do_action( Scheduler::NIGHTLY );
			$this->end_request();
		}
		$this->assertSame( array( 'product.deleted 2', 'product.deleted 3' ), $this->told() );
		$this->assertStringStartsWith( 'https://shop.example.com/', $this->events()[0]['product']['permalink'] );
	}
}
