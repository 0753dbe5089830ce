<?php
namespace Tradepost_Sync;

final class BulkSyncTest extends Shop {

	private function bulk(): Bulk_Sync {
		return new Bulk_Sync( new Items(), new Item_Report(), new Scheduler() );
	}

	/** Products that were in the shop before the plugin was. */
	private function stock_up( int $products ): void {
		for ( $i = 0; $i < $products; $i++ ) {
			\WC_Product::make( array( 'name' => "Tea $i", 'regular_price' => '10' ) );
		}
		\WC_Product::make( array( 'name' => 'Gone', 'status' => 'trash' ) );
	}

	public function test_all_products_go_in_hundreds(): void {
		$this->stock_up( 250 );
		$this->connect();
		$this->bulk()->start();
		$this->end_request();
		$this->assertSame( array( 100, 100, 50 ), array_map( function ( $call ) { return count( $call[1]['events'] ); }, $this->calls ) );
		$progress = $this->bulk()->progress();
		$this->assertSame( array( false, 250, 250, 0, 100 ), array( $progress['running'], $progress['total'], $progress['done'], $progress['failed'], $progress['percent'] ) );
	}

	public function test_no_product_is_no_problem(): void {
		$this->connect();
		$this->bulk()->start();
		$this->end_request();
		$progress = $this->bulk()->progress();
		$this->assertSame( array( array(), false, 0, 100 ), array( $this->calls, $progress['running'], $progress['total'], $progress['percent'] ) );
	}

	public function test_it_goes_on_where_it_was_when_the_process_is_killed(): void {
		$this->stock_up( 250 );
		$this->connect();
		$this->server = function ( $path, $body ) {
			if ( 2 === count( $this->calls ) ) {
				throw new \RuntimeException( 'killed' );
			}
			return self::accept( $path, $body );
		};
		$this->bulk()->start();
		try {
			$this->end_request();
			$this->fail( 'The worker should have died' );
		} catch ( \RuntimeException $killed ) {
			$this->assertSame( 40, $this->bulk()->progress()['percent'] );
		}
		\Planned_Actions::$all = array();
		Clock::$now           += Items::LEASE;
		do_action( Scheduler::HOURLY );
		$this->end_request();
		$this->assertSame( array( 'waiting' => 0, 'synced' => 250, 'failed' => 0 ), ( new Item_Report() )->counts() );
		$again = array_column( $this->events(), 'event_id' );
		$this->assertCount( 250, array_unique( $again ), 'the hundred that was under way keeps its ids' );
	}

	public function test_it_can_be_stopped(): void {
		$this->stock_up( 250 );
		$this->connect();
		$this->server = function ( $path, $body ) {
			$this->bulk()->cancel();
			return self::accept( $path, $body );
		};
		$this->bulk()->start();
		$this->end_request();
		$this->assertCount( 1, $this->calls );
		$progress = $this->bulk()->progress();
		$this->assertSame( array( false, true, 100, 40 ), array( $progress['running'], $progress['cancelled'], $progress['done'], $progress['percent'] ) );
	}

	public function test_the_first_errors_are_shown(): void {
		$this->stock_up( 8 );
		$this->connect();
		$this->server = function ( $path, $body ) {
			$failed = function ( $event ) {
				return array( 'event_id' => $event['event_id'], 'status' => 'failed', 'errors' => array( 'product' => array( 'No.' ) ) );
			};
			return self::answer( 202, array( 'status' => 'accepted', 'results' => array_map( $failed, $body['events'] ) ) );
		};
		$this->bulk()->start();
		$this->end_request();
		$progress = $this->bulk()->progress();
		$this->assertSame( 8, $progress['failed'] );
		$this->assertCount( 5, $progress['errors'] );
		ob_start();
		( new Products_Tab( $this->bulk(), new Settings() ) )->render();
		$this->assertStringContainsString( 'Tea 0 #1: product: No.', ob_get_clean() );
	}
}
