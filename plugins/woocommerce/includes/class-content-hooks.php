<?php
/**
 * Notices what happens to pages and posts.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Turns saves into entries of the queue: published ones that follow automatically, and those that are public no more.
 */
final class Content_Hooks {

	/** Per post: 'yes' or 'no', absent for what the settings say. */
	const AUTO_META = '_tradepost_sync_auto';

	/**
	 * The way into the queue.
	 *
	 * @var Queue
	 */
	private $queue;

	/**
	 * What the server knows.
	 *
	 * @var Item_Report
	 */
	private $report;

	/**
	 * What follows automatically.
	 *
	 * @var Settings
	 */
	private $settings;

	/**
	 * Takes its collaborators.
	 *
	 * @param Queue       $queue    The way into the queue.
	 * @param Item_Report $report   What the server knows.
	 * @param Settings    $settings What follows automatically.
	 */
	public function __construct( Queue $queue, Item_Report $report, Settings $settings ) {
		$this->queue    = $queue;
		$this->report   = $report;
		$this->settings = $settings;
	}

	/**
	 * Starts listening.
	 */
	public function register(): void {
		add_action( 'save_post', array( $this, 'saved' ), 99, 2 );
		add_action( 'wp_trash_post', array( $this, 'going' ) );
		add_action( 'before_delete_post', array( $this, 'going' ) );
	}

	/**
	 * A page or post was saved.
	 *
	 * @param int      $id   Any post.
	 * @param \WP_Post $post The same.
	 */
	public function saved( $id, $post ): void {
		if ( ! self::ours( $post ) || wp_is_post_revision( $id ) || wp_is_post_autosave( $id ) ) {
			return;
		}
		if ( 'publish' !== $post->post_status ) {
			$this->going( $id );
		} elseif ( $this->follows( $post ) ) {
			$this->send( $post );
		}
	}

	/**
	 * A page or post is public no more, or about to go.
	 *
	 * @param int $id Any post.
	 */
	public function going( $id ): void {
		$post = get_post( $id );
		if ( self::ours( $post ) && $this->report->of( Items::CONTENT, array( (int) $post->ID ) ) ) {
			$this->queue->add( Items::CONTENT, (int) $post->ID, 'deleted', Content_Body::facts( $post ) );
		}
	}

	/**
	 * Queues a published page or post.
	 *
	 * @param \WP_Post $post Page or post.
	 */
	public function send( \WP_Post $post ): void {
		$known = $this->report->of( Items::CONTENT, array( (int) $post->ID ) );
		$this->queue->add( Items::CONTENT, (int) $post->ID, $known ? 'updated' : 'created', Content_Body::facts( $post ) );
	}

	/**
	 * Whether saves of this page or post are sent.
	 *
	 * @param \WP_Post $post Page or post.
	 */
	public function follows( \WP_Post $post ): bool {
		$own = get_post_meta( $post->ID, self::AUTO_META, true );
		return in_array( $own, array( 'yes', 'no' ), true ) ? 'yes' === $own : $this->settings->auto_sync( $post->post_type );
	}

	/**
	 * Whether this is a page or post.
	 *
	 * @param mixed $post What WordPress returned.
	 */
	public static function ours( $post ): bool {
		return $post instanceof \WP_Post && in_array( $post->post_type, Content_Body::TYPES, true );
	}
}
