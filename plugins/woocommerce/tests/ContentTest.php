<?php
namespace Tradepost_Sync;

final class ContentTest extends Shop {

	private function make( array $facts = array() ): int {
		return wp_insert_post( $facts + array( 'post_type' => 'page', 'post_title' => 'Delivery &amp; returns', 'post_content' => '<p>Two days.</p><p>[map id=1]By <b>post</b>.</p><script>x()</script>' ) );
	}

	public function test_published_pages_follow_when_the_settings_say_so(): void {
		( new Settings() )->change( array( 'auto_pages' => true ) );
		$this->connect();
		$id = $this->make();
		$this->make( array( 'post_type' => 'post' ) );
		$this->make( array( 'post_status' => 'draft' ) );
		$this->end_request();
		$this->assertSame( array( "page.created $id" ), $this->told() );
		$this->assertSame( 'wordpress-content/webhook/', $this->calls[0][0] );
		list( $event ) = $this->events();
		$this->assertMatchesRegularExpression( "/^wp_{$id}_\d+_[0-9a-f]+$/", $event['event_id'] );
		$this->assertSame( array( 'Delivery & returns', "Two days.\nBy post.", 'publish' ), array( $event['content']['title'], $event['content']['content'], $event['content']['status'] ) );
		wp_update_post( array( 'ID' => $id, 'post_title' => 'Delivery' ) );
		$this->end_request();
		$this->assertSame( "page.updated $id", $this->told()[1] );
	}

	public function test_one_page_can_decide_for_itself(): void {
		$this->connect();
		$id = $this->make( array( 'post_status' => 'draft' ) );
		update_post_meta( $id, Content_Hooks::AUTO_META, 'yes' );
		wp_update_post( array( 'ID' => $id, 'post_status' => 'publish' ) );
		$this->end_request();
		$this->assertSame( array( "page.created $id" ), $this->told() );
	}

	/** @dataProvider ways_out_of_the_public */
	public function test_what_is_public_no_more_is_taken_back( callable $withdraw ): void {
		( new Settings() )->change( array( 'auto_posts' => true ) );
		$this->connect();
		$id = $this->make( array( 'post_type' => 'post' ) );
		$this->end_request();
		$withdraw( $id );
		$this->end_request();
		$this->assertSame( array( "post.created $id", "post.deleted $id" ), $this->told() );
		$this->assertSame( array( 'Delivery & returns', 'post' ), array( $this->events()[1]['content']['title'], $this->events()[1]['content']['post_type'] ) );
		$this->assertNull( $this->row( $id, Items::CONTENT ) );
	}

	public function ways_out_of_the_public(): array {
		return array(
			'unpublished'             => array( function ( $id ) { wp_update_post( array( 'ID' => $id, 'post_status' => 'private' ) ); } ),
			'trashed'                 => array( 'wp_trash_post' ),
			'deleted'                 => array( 'wp_delete_post' ),
			'deleted in the database' => array(
				function ( $id ) {
					$GLOBALS['wpdb']->query( "DELETE FROM wp_posts WHERE ID = $id" );
					do_action( Scheduler::NIGHTLY );
				},
			),
		);
	}

	public function test_several_chosen_ones_are_all_sent(): void {
		$this->connect();
		$ids      = array( $this->make(), $this->make(), $this->make() );
		$settings = new Settings();
		$queue    = new Queue( new Items(), new Scheduler() );
		$report   = new Item_Report();
		$lists    = new Post_Lists( new Sync_Status( $report ), $report, $settings, new Content_Hooks( $queue, $report, $settings ), $queue );
		$lists->handle_bulk_action( '', Post_Lists::ACTION, $ids );
		$this->end_request();
		$this->assertSame( array( 'page.created 1', 'page.created 2', 'page.created 3' ), $this->told() );

		\World::$may = false;
		$lists->handle_bulk_action( '', Post_Lists::ACTION, $ids );
		$this->end_request();
		$this->assertCount( 3, $this->calls, 'not for those who may not' );
	}
}
