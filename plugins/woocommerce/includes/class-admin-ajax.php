<?php
/**
 * Calls of the plugin's own script.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Connection test, bulk sync, sending one post now.
 */
final class Admin_Ajax {

	const NONCE = 'tradepost_sync_ajax';

	/**
	 * Tests.
	 *
	 * @var Connection
	 */
	private $connection;

	/**
	 * What is stored.
	 *
	 * @var Settings
	 */
	private $settings;

	/**
	 * The bulk sync.
	 *
	 * @var Bulk_Sync
	 */
	private $bulk;

	/**
	 * The table.
	 *
	 * @var Items
	 */
	private $items;

	/**
	 * Sends.
	 *
	 * @var Worker
	 */
	private $worker;

	/**
	 * Whether sending is allowed.
	 *
	 * @var Gate
	 */
	private $gate;

	/**
	 * Queues products.
	 *
	 * @var Queue
	 */
	private $queue;

	/**
	 * Queues pages and posts.
	 *
	 * @var Content_Hooks
	 */
	private $content;

	/**
	 * States in words.
	 *
	 * @var Sync_Status
	 */
	private $status;

	/**
	 * Counts of the queue.
	 *
	 * @var Item_Report
	 */
	private $report;

	/**
	 * Takes its collaborators.
	 *
	 * @param Connection    $connection Tests.
	 * @param Settings      $settings   What is stored.
	 * @param Bulk_Sync     $bulk       The bulk sync.
	 * @param Items         $items      The table.
	 * @param Worker        $worker     Sends.
	 * @param Gate          $gate       Whether sending is allowed.
	 * @param Queue         $queue      Queues products.
	 * @param Content_Hooks $content    Queues pages and posts.
	 * @param Sync_Status   $status     States in words.
	 * @param Item_Report   $report     Counts of the queue.
	 */
	public function __construct( Connection $connection, Settings $settings, Bulk_Sync $bulk, Items $items, Worker $worker, Gate $gate, Queue $queue, Content_Hooks $content, Sync_Status $status, Item_Report $report ) {
		$this->connection = $connection;
		$this->settings   = $settings;
		$this->bulk       = $bulk;
		$this->items      = $items;
		$this->worker     = $worker;
		$this->gate       = $gate;
		$this->queue      = $queue;
		$this->content    = $content;
		$this->status     = $status;
		$this->report     = $report;
	}

	/**
	 * Connects with WordPress.
	 */
	public function register(): void {
		foreach ( array( 'test', 'bulk_start', 'bulk_status', 'bulk_cancel', 'retry_failed', 'send' ) as $name ) {
			add_action( 'wp_ajax_tradepost_sync_' . $name, array( $this, $name ) );
		}
	}

	/**
	 * Tests what stands in the form, the stored values where it is empty.
	 */
	public function test(): void {
		$this->authorize();
		// phpcs:disable WordPress.Security.NonceVerification.Missing -- authorize() checked it.
		$typed_url   = isset( $_POST['server_url'] ) ? trim( sanitize_text_field( wp_unslash( $_POST['server_url'] ) ) ) : '';
		$typed_token = isset( $_POST['token'] ) ? trim( sanitize_text_field( wp_unslash( $_POST['token'] ) ) ) : '';
		// phpcs:enable
		$server_url = Settings::clean_url( '' === $typed_url ? $this->settings->all()['server_url'] : $typed_url );
		$token      = Settings::clean_token( '' === $typed_token ? $this->settings->token() : $typed_token );
		foreach ( array( $server_url, $token ) as $value ) {
			if ( is_wp_error( $value ) ) {
				wp_send_json_error( array( 'text' => $value->get_error_message() ) );
			}
		}
		$outcome = $this->connection->test( $server_url, $token );
		$answer  = array( 'text' => Connection::describe( $outcome ) );
		if ( $outcome['ok'] ) {
			wp_send_json_success( $answer );
		}
		wp_send_json_error( $answer );
	}

	/**
	 * Begins a bulk sync.
	 */
	public function bulk_start(): void {
		$this->authorize();
		$this->bulk->start();
		$this->answer_progress();
	}

	/**
	 * Tells how far it is. Hosts whose background jobs stand still are helped on by this very request.
	 */
	public function bulk_status(): void {
		$this->authorize();
		if ( $this->bulk->progress()['running'] && ! $this->gate->closed() ) {
			$this->worker->run();
		}
		$this->answer_progress();
	}

	/**
	 * Ends it.
	 */
	public function bulk_cancel(): void {
		$this->authorize();
		$this->bulk->cancel();
		$this->answer_progress();
	}

	/**
	 * Sends refused ones again.
	 */
	public function retry_failed(): void {
		$this->authorize();
		$this->items->retry_failed();
		$this->queue->wake();
		$this->answer_progress();
	}

	/**
	 * Sends one product, page or post now, and says how it went.
	 */
	public function send(): void {
		$this->authorize();
		// phpcs:ignore WordPress.Security.NonceVerification.Missing -- authorize() checked it.
		$post = get_post( isset( $_POST['post'] ) ? absint( $_POST['post'] ) : 0 );
		if ( ! Post_Lists::can_send( $post ) ) {
			wp_send_json_error( array( 'text' => __( 'You are not allowed to do this.', 'tradepost-sync' ) ), 403 );
		}
		Post_Lists::enqueue( $post, $this->content, $this->queue );
		$this->worker->send_now( Sync_Status::kind( $post->post_type ), (int) $post->ID );
		$this->status->prime( Sync_Status::kind( $post->post_type ), array( (int) $post->ID ) );
		$status = $this->status->of( $post );
		$answer = array(
			'text'  => trim( $status['label'] . ' ' . ( Items::SYNCED === $status['state'] ? '' : $status['detail'] ) ),
			'state' => $status['state'],
		);
		if ( Items::SYNCED === $status['state'] ) {
			wp_send_json_success( $answer );
		}
		wp_send_json_error( $answer );
	}

	/**
	 * Lets only those go on who may, from a page of ours.
	 */
	private function authorize(): void {
		check_ajax_referer( self::NONCE );
		if ( ! current_user_can( Plugin::capability() ) ) {
			wp_send_json_error( array( 'text' => __( 'You are not allowed to do this.', 'tradepost-sync' ) ), 403 );
		}
	}

	/**
	 * Answers with the state of the bulk sync.
	 */
	private function answer_progress(): void {
		$progress = $this->bulk->progress();
		$state    = $this->gate->state();
		wp_send_json_success(
			array(
				'running' => $progress['running'] && '' === $state['paused'],
				'percent' => $progress['percent'],
				'done'    => number_format_i18n( $progress['done'] ),
				'total'   => number_format_i18n( $progress['total'] ),
				'failed'  => number_format_i18n( $progress['failed'] ),
				'errors'  => array_map( array( Products_Tab::class, 'describe_failure' ), $progress['errors'] ),
				'counts'  => Admin_Page::describe_counts( $this->report->counts() ),
				'held'    => '' !== $state['paused'] ? $state['paused'] : ( $state['hold_until'] > time() ? $state['reason'] : '' ),
			)
		);
	}
}
