<?php
/**
 * The lists of products, pages and posts.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Adds a column, a filter, a row action and a bulk action.
 */
final class Post_Lists {

	const COLUMN = 'tradepost_sync';
	const ACTION = 'tradepost_sync_send';

	/**
	 * States in words.
	 *
	 * @var Sync_Status
	 */
	private $status;

	/**
	 * Conditions on the queue.
	 *
	 * @var Item_Report
	 */
	private $report;

	/**
	 * Whether there is a server.
	 *
	 * @var Settings
	 */
	private $settings;

	/**
	 * Queues pages and posts.
	 *
	 * @var Content_Hooks
	 */
	private $content;

	/**
	 * Queues products.
	 *
	 * @var Queue
	 */
	private $queue;

	/**
	 * Takes its collaborators.
	 *
	 * @param Sync_Status   $status   States in words.
	 * @param Item_Report   $report   Conditions on the queue.
	 * @param Settings      $settings Whether there is a server.
	 * @param Content_Hooks $content  Queues pages and posts.
	 * @param Queue         $queue    Queues products.
	 */
	public function __construct( Sync_Status $status, Item_Report $report, Settings $settings, Content_Hooks $content, Queue $queue ) {
		$this->status   = $status;
		$this->report   = $report;
		$this->settings = $settings;
		$this->content  = $content;
		$this->queue    = $queue;
	}

	/**
	 * Connects with WordPress.
	 */
	public function register(): void {
		if ( ! $this->settings->complete() ) {
			return;
		}
		foreach ( self::post_types() as $type ) {
			add_filter( "manage_{$type}_posts_columns", array( $this, 'add_column' ), 20 );
			add_action( "manage_{$type}_posts_custom_column", array( $this, 'render_column' ), 10, 2 );
			add_filter( "bulk_actions-edit-{$type}", array( $this, 'add_bulk_action' ) );
			add_filter( "handle_bulk_actions-edit-{$type}", array( $this, 'handle_bulk_action' ), 10, 3 );
		}
		add_action( 'restrict_manage_posts', array( $this, 'render_filter' ) );
		add_filter( 'posts_where', array( $this, 'filter' ), 10, 2 );
		add_filter( 'post_row_actions', array( $this, 'add_row_action' ), 10, 2 );
		add_filter( 'page_row_actions', array( $this, 'add_row_action' ), 10, 2 );
	}

	/**
	 * Adds the column.
	 *
	 * @param string[] $columns Columns that are there.
	 * @return string[]
	 */
	public function add_column( $columns ) {
		$columns[ self::COLUMN ] = __( 'Tradepost', 'tradepost-sync' );
		return $columns;
	}

	/**
	 * Prints a cell.
	 *
	 * @param string $column Column.
	 * @param int    $id     Post.
	 */
	public function render_column( $column, $id ): void {
		if ( self::COLUMN !== $column ) {
			return;
		}
		$post = get_post( $id );
		$this->prime_list( $post->post_type );
		$status = $this->status->of( $post );
		printf(
			'<span class="tradepost-sync-status is-%s" title="%s">%s</span>',
			esc_attr( $status['state'] ),
			esc_attr( $status['detail'] ),
			esc_html( $status['label'] )
		);
	}

	/**
	 * Prints the filter above the list.
	 *
	 * @param string $post_type List.
	 */
	public function render_filter( $post_type ): void {
		if ( ! in_array( $post_type, self::post_types(), true ) ) {
			return;
		}
		$chosen = self::chosen();
		echo '<label class="screen-reader-text" for="tradepost-sync-filter">' . esc_html__( 'Filter by state at Tradepost', 'tradepost-sync' ) . '</label>';
		echo '<select name="tradepost_sync" id="tradepost-sync-filter"><option value="">' . esc_html__( 'Tradepost: all', 'tradepost-sync' ) . '</option>';
		foreach ( Sync_Status::labels() as $state => $label ) {
			if ( 'changed' !== $state ) {
				printf( '<option value="%s" %s>%s</option>', esc_attr( $state ), selected( $chosen, $state, false ), esc_html( $label ) );
			}
		}
		echo '</select>';
	}

	/**
	 * Applies the filter.
	 *
	 * @param string    $where SQL that is there.
	 * @param \WP_Query $query Query.
	 * @return string
	 */
	public function filter( $where, $query ) {
		$type = $query->get( 'post_type' );
		if ( '' === self::chosen() || ! $query->is_main_query() || ! in_array( $type, self::post_types(), true ) ) {
			return $where;
		}
		return $where . ' AND ' . $this->report->post_condition( Sync_Status::kind( $type ), self::chosen() );
	}

	/**
	 * Adds the row action.
	 *
	 * @param string[] $actions Actions that are there.
	 * @param \WP_Post $post    Row.
	 * @return string[]
	 */
	public function add_row_action( $actions, $post ) {
		if ( self::can_send( $post ) ) {
			$actions[ self::ACTION ] = sprintf(
				'<button type="button" class="button-link tradepost-sync-send" data-post="%d">%s</button>',
				$post->ID,
				esc_html__( 'Send to Tradepost', 'tradepost-sync' )
			);
		}
		return $actions;
	}

	/**
	 * Adds the bulk action.
	 *
	 * @param string[] $actions Actions that are there.
	 * @return string[]
	 */
	public function add_bulk_action( $actions ) {
		if ( current_user_can( Plugin::capability() ) ) {
			$actions[ self::ACTION ] = __( 'Send to Tradepost', 'tradepost-sync' );
		}
		return $actions;
	}

	/**
	 * Queues the chosen rows, all of them.
	 *
	 * @param string $url    Where the list goes afterwards.
	 * @param string $action Bulk action; WordPress has checked its nonce.
	 * @param int[]  $ids    Posts.
	 * @return string
	 */
	public function handle_bulk_action( $url, $action, $ids ) {
		if ( self::ACTION === $action ) {
			foreach ( array_filter( array_map( 'get_post', $ids ) ) as $post ) {
				if ( self::can_send( $post ) ) {
					self::enqueue( $post, $this->content, $this->queue );
				}
			}
		}
		return $url;
	}

	/**
	 * Queues one post by hand.
	 *
	 * @param \WP_Post      $post    Product, page or post.
	 * @param Content_Hooks $content Queues pages and posts.
	 * @param Queue         $queue   Queues products.
	 */
	public static function enqueue( \WP_Post $post, Content_Hooks $content, Queue $queue ): void {
		if ( 'product' === $post->post_type ) {
			$queue->add( Items::PRODUCT, (int) $post->ID, 'updated' );
		} else {
			$content->send( $post );
		}
	}

	/**
	 * Whether this user may send this post, and it can be sent.
	 *
	 * @param mixed $post Row.
	 */
	public static function can_send( $post ): bool {
		return $post instanceof \WP_Post
			&& in_array( $post->post_type, self::post_types(), true )
			&& ! in_array( $post->post_status, Bulk_Sync::NOT_SENT, true )
			&& ( 'product' === $post->post_type || 'publish' === $post->post_status )
			&& current_user_can( Plugin::capability() ) && current_user_can( 'edit_post', $post->ID );
	}

	/**
	 * Lists that have something of ours.
	 *
	 * @return string[]
	 */
	private static function post_types(): array {
		return array_merge( Content_Body::TYPES, class_exists( 'WooCommerce' ) ? array( 'product' ) : array() );
	}

	/**
	 * State that the list is filtered by, '' for none.
	 */
	private static function chosen(): string {
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- Only chooses what is shown.
		$state = isset( $_GET['tradepost_sync'] ) && is_string( $_GET['tradepost_sync'] ) ? sanitize_key( $_GET['tradepost_sync'] ) : '';
		return is_admin() && isset( Sync_Status::labels()[ $state ] ) ? $state : '';
	}

	/**
	 * Reads the rows of the whole list with one query.
	 *
	 * @param string $post_type List.
	 */
	private function prime_list( string $post_type ): void {
		static $primed = false;
		global $wp_query;
		if ( ! $primed && ! empty( $wp_query->posts ) ) {
			$primed = true;
			$this->status->prime( Sync_Status::kind( $post_type ), array_map( 'intval', wp_list_pluck( $wp_query->posts, 'ID' ) ) );
		}
	}
}
