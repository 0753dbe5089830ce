<?php
namespace Tradepost_Sync;

final class AdminAjaxTest extends Shop {

	protected function setUp(): void {
		parent::setUp();
		\World::$admin = true;
	}

	private function call( string $action, array $fields = array(), string $nonce = 'nonce-tradepost_sync_ajax' ): \Json_Answer {
		$_POST = $fields + array( '_ajax_nonce' => $nonce );
		try {
			do_action( "wp_ajax_tradepost_sync_$action" );
		} catch ( \Json_Answer $answer ) {
			return $answer;
		}
		$this->fail( 'No answer' );
	}

	public function test_a_bulk_sync_runs_on_while_somebody_watches_though_background_jobs_stand_still(): void {
		for ( $i = 0; $i < 150; $i++ ) {
			\WC_Product::make( array( 'name' => "Tea $i" ) );
		}
		$this->connect();
		$seen = array( $this->call( 'bulk_start' )->data );
		for ( $i = 0; $i < 5 && end( $seen )['running']; $i++ ) {
			$seen[] = $this->call( 'bulk_status' )->data;
		}
		$this->assertSame( array( '0', '100', '150', '150' ), array_column( $seen, 'done' ) );
		$this->assertSame( array( 0, 66, 99, 100 ), array_column( $seen, 'percent' ) );
		$this->assertFalse( end( $seen )['running'] );
	}

	public function test_a_stopped_queue_ends_the_watching_and_says_why(): void {
		\WC_Product::make( array( 'name' => 'Tea' ) );
		$this->connect();
		$this->serve( 401, array( 'error' => 'Token has expired' ) );
		$this->call( 'bulk_start' );
		$progress = $this->call( 'bulk_status' )->data;
		$this->assertSame( array( false, 'Token has expired', '0' ), array( $progress['running'], $progress['held'], $progress['done'] ) );
	}

	public function test_one_page_is_sent_at_once_and_the_answer_says_how_it_went(): void {
		$this->connect();
		$id     = wp_insert_post( array( 'post_type' => 'page', 'post_title' => 'Delivery' ) );
		$answer = $this->call( 'send', array( 'post' => (string) $id ) );
		$this->assertSame( array( true, 'Synced', array( "page.created $id" ) ), array( $answer->ok, $answer->data['text'], $this->told() ) );
		$this->serve( 400, array( 'content' => array( 'title: Not a valid string.' ) ) );
		$answer = $this->call( 'send', array( 'post' => (string) $id ) );
		$this->assertSame( array( false, 'Failed content: title: Not a valid string.' ), array( $answer->ok, $answer->data['text'] ) );
	}

	public function test_what_stands_in_the_form_is_tested_and_not_stored(): void {
		$this->connect();
		$this->serve( 200, array( 'status' => 'ok', 'user' => array( 'email' => 'lan@example.com' ), 'token' => array( 'name' => 'New' ) ) );
		$answer = $this->call( 'test', array( 'token' => 'wc_sk_live_' . str_repeat( 'n', 40 ) ) );
		$this->assertSame( array( true, 'Connected as lan@example.com with the token “New”.' ), array( $answer->ok, $answer->data['text'] ) );
		$this->assertSame( self::TOKEN, ( new Settings() )->token() );
		$this->assertFalse( $this->call( 'test', array( 'server_url' => 'ftp://x' ) )->ok );
	}

	/** @dataProvider actions */
	public function test_nobody_else_gets_anything_done( string $action ): void {
		\WC_Product::make( array( 'name' => 'Tea' ) );
		$this->connect();
		$before = \World::$options;
		try {
			$this->call( $action, array( 'post' => '1' ), '' );
			$this->fail( 'A forged call was let in' );
		} catch ( \Refused $refused ) {
			$this->assertSame( $before, \World::$options );
		}
		\World::$may = false;
		$this->assertSame( 403, $this->call( $action, array( 'post' => '1' ) )->status );
		$this->assertSame( array( array(), $before ), array( $this->calls, \World::$options ) );
	}

	public function actions(): array {
		return array_map(
			function ( $action ) {
				return array( $action );
			},
			array( 'test', 'bulk_start', 'bulk_status', 'bulk_cancel', 'retry_failed', 'send' )
		);
	}
}
