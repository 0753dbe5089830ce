<?php
namespace Tradepost_Sync;

use WC_Product;
use WP_Error;

final class QueueTest extends Shop {

	public function test_many_saves_before_the_job_runs_are_one_call_with_the_last_state(): void {
		$this->connect();
		$product = WC_Product::make( array( 'name' => 'Tea', 'regular_price' => '1' ) );
		foreach ( array( '2', '3', '4' ) as $price ) {
			$product->set( array( 'regular_price' => $price ) )->save();
		}
		$this->end_request();
		$this->assertSame( array( 'product.created 1' ), $this->told() );
		$this->assertSame( '4', $this->events()[0]['product']['price'] );
	}

	public function test_a_save_while_it_is_being_sent_is_sent_again(): void {
		$this->connect();
		$product      = WC_Product::make( array( 'name' => 'Tea', 'regular_price' => '1' ) );
		$this->server = function ( $path, $body ) use ( $product ) {
			if ( 1 === count( $this->calls ) ) {
				$product->set( array( 'regular_price' => '2' ) )->save();
			}
			return self::accept( $path, $body );
		};
		$this->end_request();
		$this->end_request();
		$this->assertSame( array( '1', '2' ), array_column( array_column( $this->events(), 'product' ), 'price' ) );
		$this->assertCount( 2, array_unique( array_column( $this->events(), 'event_id' ) ) );
		$this->assertSame( 'synced', $this->row( 1 )->state );
	}

	public function test_failures_are_tried_again_after_1_5_and_30_minutes_under_the_same_id(): void {
		$this->connect();
		WC_Product::make( array( 'name' => 'Tea' ) );
		$this->serve( 500, array( 'detail' => 'Broken' ) );
		$this->end_request();
		foreach ( array( 60, 300, 1800, 1800 ) as $n => $delay ) {
			$this->wait( $delay - 1 );
			$this->assertCount( $n + 1, $this->calls, "not before $delay s" );
			$this->wait( 1 );
			$this->assertCount( $n + 2, $this->calls, "after $delay s" );
		}
		$this->assertSame( 'Broken', $this->row( 1 )->error );
		$this->server = array( self::class, 'accept' );
		$this->wait( 1800 );
		$this->assertCount( 1, array_unique( array_column( $this->events(), 'event_id' ) ) );
		$this->assertSame( array( 'synced', '' ), array( $this->row( 1 )->state, $this->row( 1 )->error ) );
	}

	public function test_a_state_that_changed_unnoticed_between_two_attempts_gets_an_id_of_its_own(): void {
		$this->connect();
		WC_Product::make( array( 'name' => 'Tea' ) );
		$this->serve( 500, array() );
		$this->end_request();
		WC_Product::$kept[1]['name'] = 'Coffee';
		$this->wait( 60 );
		$this->wait( 300 );
		$ids = array_column( $this->events(), 'event_id' );
		$this->assertNotSame( $ids[0], $ids[1] );
		$this->assertSame( $ids[1], $ids[2] );
	}

	public function test_a_refused_event_is_kept_with_its_reason_and_not_sent_for_ever(): void {
		$this->connect();
		WC_Product::make( array( 'name' => 'Tea' ) );
		$this->serve( 400, array( 'product' => array( 'price: A valid number is required.' ) ) );
		$this->end_request();
		$this->wait( DAY_IN_SECONDS );
		$this->assertCount( 1, $this->calls );
		$this->assertSame( array( 'failed', 'product: price: A valid number is required.' ), array( $this->row( 1 )->state, $this->row( 1 )->error ) );
		( new Items() )->retry_failed();
		$this->server = array( self::class, 'accept' );
		do_action( Scheduler::HOURLY );
		$this->assertSame( 'synced', $this->row( 1 )->state );
	}

	/** @dataProvider retry_after */
	public function test_a_throttled_queue_waits_exactly_as_long_as_the_server_asks( callable $header ): void {
		$this->connect();
		WC_Product::make( array( 'name' => 'Tea' ) );
		WC_Product::make( array( 'name' => 'Cup' ) );
		$this->serve( 429, array( 'detail' => 'Request was throttled.' ), array( 'retry-after' => $header() ) );
		$this->end_request();
		WC_Product::make( array( 'name' => 'Pot' ) );
		$this->end_request();
		$this->wait( 89 );
		$this->assertCount( 1, $this->calls );
		$this->server = array( self::class, 'accept' );
		$this->wait( 1 );
		$this->assertSame( array( 1, 2, 1, 2, 3 ), array_column( array_column( $this->events(), 'product' ), 'id' ) );
		$this->assertCount( 3, array_unique( array_column( $this->events(), 'event_id' ) ) );
	}

	public function retry_after(): array {
		return array(
			'seconds' => array( function () { return '90'; } ),
			'a date'  => array( function () { return gmdate( 'D, d M Y H:i:s', Clock::$now + 90 ) . ' GMT'; } ),
		);
	}

	public function test_a_refused_token_stops_the_queue_says_so_and_loses_nothing(): void {
		$this->connect();
		WC_Product::make( array( 'name' => 'Tea' ) );
		$this->serve( 401, array( 'detail' => 'Token is inactive', 'error' => 'Token is inactive', 'code' => 'token_inactive' ) );
		$this->end_request();
		WC_Product::make( array( 'name' => 'Cup' ) );
		$this->end_request();
		$this->wait( DAY_IN_SECONDS );
		$this->assertCount( 1, $this->calls, 'silence after the first 401' );

		ob_start();
		( new Notices( new Gate(), new Settings(), new Item_Report() ) )->render();
		$notice = ob_get_clean();
		$this->assertStringContainsString( 'Token is inactive', $notice );
		$this->assertStringContainsString( 'Changes that wait: 2', $notice );

		$this->server = array( self::class, 'accept' );
		$settings     = new Settings();
		( new Connection( $settings, new Client( $settings, new Log( $settings ) ), new Gate(), new Scheduler() ) )
			->change( 'https://server.example.com', 'wc_sk_live_' . str_repeat( 'n', 40 ) );
		do_action( Scheduler::HOURLY );
		$this->assertSame( array( 'waiting' => 0, 'synced' => 2, 'failed' => 0 ), ( new Item_Report() )->counts() );
	}

	public function test_a_good_test_of_the_same_token_lets_the_queue_go_on(): void {
		$this->connect();
		WC_Product::make( array( 'name' => 'Tea' ) );
		$this->serve( 401, array( 'error' => 'Token is inactive' ) );
		$this->end_request();
		$this->server = function ( $path, $body ) {
			return 'woocommerce/health/' === $path ? self::answer( 200, array( 'status' => 'ok', 'user' => array( 'email' => 'a@example.com' ) ) ) : self::accept( $path, $body );
		};
		$settings     = new Settings();
		( new Connection( $settings, new Client( $settings, new Log( $settings ) ), new Gate(), new Scheduler() ) )->test( 'https://server.example.com', self::TOKEN );
		$this->end_request();
		$this->assertSame( 'synced', $this->row( 1 )->state );
	}

	public function test_a_server_that_is_away_is_asked_once_in_a_while_not_once_per_product(): void {
		$this->connect();
		for ( $i = 0; $i < 250; $i++ ) {
			WC_Product::make( array( 'name' => "Tea $i" ) );
		}
		$this->server = function () {
			return new WP_Error( 'http', 'Connection refused' );
		};
		$this->end_request();
		foreach ( array( 60, 300, 1800, 1800 ) as $n => $delay ) {
			$this->wait( $delay - 1 );
			$this->assertCount( $n + 1, $this->calls, "not before $delay s" );
			$this->wait( 1 );
			$this->assertCount( $n + 2, $this->calls, "after $delay s" );
		}
		$this->server = array( self::class, 'accept' );
		$this->wait( 1800 );
		$this->assertSame( array( 'waiting' => 0, 'synced' => 250, 'failed' => 0 ), ( new Item_Report() )->counts() );
	}

	public function test_a_page_that_is_no_tradepost_server_does_not_pass_for_one(): void {
		$this->connect();
		WC_Product::make( array( 'name' => 'Tea' ) );
		foreach ( array( 200, 302, 404 ) as $status ) {
			$this->serve( $status, array( 'hello' => 'world' ) );
			$this->end_request();
			$this->wait( 1800 );
			$this->assertSame( 'waiting', $this->row( 1 )->state, "HTTP $status" );
		}
	}

	public function test_many_products_share_calls_and_one_bad_one_does_not_harm_the_others(): void {
		$this->connect();
		for ( $i = 0; $i < 130; $i++ ) {
			WC_Product::make( array( 'name' => "Tea $i" ) );
		}
		$this->server = function ( $path, $body ) {
			$answer  = self::accept( $path, $body );
			$decoded = json_decode( $answer['body'], true );
			foreach ( $decoded['results'] as $i => &$result ) {
				if ( 7 === $body['events'][ $i ]['product']['id'] ) {
					$result = array( 'event_id' => $result['event_id'], 'status' => 'failed', 'errors' => array( 'product' => array( 'name: Not a valid string.' ) ) );
				}
			}
			return self::answer( 202, $decoded );
		};
		$this->end_request();
		$this->assertSame( array( 100, 30 ), array_map( function ( $call ) { return count( $call[1]['events'] ); }, $this->calls ) );
		$this->assertSame( array( 'waiting' => 0, 'synced' => 129, 'failed' => 1 ), ( new Item_Report() )->counts() );
		$this->assertSame( 'product: name: Not a valid string.', $this->row( 7 )->error );
	}

	/** @dataProvider broken_calls */
	public function test_when_a_common_call_fails_each_product_is_sent_alone( int $status, int $delay ): void {
		$this->connect();
		for ( $i = 0; $i < 12; $i++ ) {
			WC_Product::make( array( 'name' => "Tea $i" ) );
		}
		$this->server = function ( $path, $body ) use ( $status ) {
			return 'woocommerce/bulk/' === $path ? self::answer( $status, array() ) : self::accept( $path, $body );
		};
		$this->end_request();
		$this->wait( $delay );
		$this->assertCount( 13, $this->calls );
		$this->assertSame( 12, ( new Item_Report() )->counts()['synced'] );
	}

	public function broken_calls(): array {
		return array( 'a proxy with small bodies' => array( 413, 0 ), 'an error of the server' => array( 500, 60 ) );
	}

	public function test_two_workers_never_send_the_same_product(): void {
		$this->connect();
		WC_Product::make( array( 'name' => 'Tea' ) );
		$this->server = function ( $path, $body ) {
			if ( 1 === count( $this->calls ) ) {
				do_action( Scheduler::RUN );
			}
			return self::accept( $path, $body );
		};
		$this->end_request();
		$this->assertCount( 1, $this->calls );
	}

	public function test_what_one_worker_claimed_no_other_one_gets(): void {
		$this->connect();
		WC_Product::make( array( 'name' => 'Tea' ) );
		$items = new Items();
		$this->assertCount( 1, $items->claim( Items::PRODUCT, array( 1 ) ) );
		$this->assertCount( 0, $items->claim( Items::PRODUCT, array( 1 ) ) );
		Clock::$now += Items::LEASE;
		$this->assertCount( 1, $items->claim( Items::PRODUCT, array( 1 ) ) );
	}

	public function test_a_worker_that_dies_leaves_its_product_to_the_next_one_under_the_same_id(): void {
		$this->connect();
		WC_Product::make( array( 'name' => 'Tea' ) );
		$this->server = function () {
			throw new \RuntimeException( 'killed' );
		};
		try {
			$this->end_request();
			$this->fail( 'The worker should have died' );
		} catch ( \RuntimeException $killed ) {
			$this->server = array( self::class, 'accept' );
		}
		\Planned_Actions::$all = array();
		do_action( Scheduler::HOURLY );
		$this->assertCount( 1, $this->calls, 'it may still be at work' );
		$this->wait( Items::LEASE );
		$this->assertSame( 'synced', $this->row( 1 )->state );
		$this->assertCount( 1, array_unique( array_column( $this->events(), 'event_id' ) ) );
	}

	public function test_without_action_scheduler_wp_cron_wakes_the_worker_in_time(): void {
		\World::$done = array();
		$scheduler    = new Scheduler();
		$scheduler->wake( Clock::$now + 300 );
		$scheduler->wake( Clock::$now );
		$this->assertSame( Clock::$now, \World::$cron[ Scheduler::RUN ] );
		$scheduler->wake( Clock::$now + 60 );
		$this->assertSame( Clock::$now, \World::$cron[ Scheduler::RUN ] );
	}

	public function test_neither_log_nor_autoloaded_options_know_the_token(): void {
		$this->connect();
		( new Settings() )->change( array( 'logging' => true ) );
		$this->serve( 400, array( 'product' => array( 'Seen: ' . self::TOKEN ) ) );
		WC_Product::make( array( 'name' => 'Tea' ) );
		$this->end_request();
		$this->assertNotEmpty( \Kept_Log::$lines );
		$this->assertStringNotContainsString( self::TOKEN, implode( "\n", \Kept_Log::$lines ) . $this->row( 1 )->error );
		foreach ( \World::$options as $name => $option ) {
			$this->assertFalse( $option['autoload'] && false !== strpos( serialize( $option ), self::TOKEN ), $name );
		}
	}
}
