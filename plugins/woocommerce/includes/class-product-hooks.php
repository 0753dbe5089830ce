<?php
/**
 * Notices what happens to products.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Turns WooCommerce's hooks into entries of the queue. A change of a variation is a change of its product.
 */
final class Product_Hooks {

	/**
	 * The way into the queue.
	 *
	 * @var Queue
	 */
	private $queue;

	/**
	 * Products that are being deleted in this request; their variations go with them and fire hooks of their own.
	 *
	 * @var array<int,bool>
	 */
	private $going = array();

	/**
	 * Takes its collaborator.
	 *
	 * @param Queue $queue The way into the queue.
	 */
	public function __construct( Queue $queue ) {
		$this->queue = $queue;
	}

	/**
	 * Starts listening.
	 */
	public function register(): void {
		add_action( 'woocommerce_new_product', array( $this, 'created' ) );
		add_action( 'woocommerce_update_product', array( $this, 'updated' ) );
		add_action( 'save_post_product', array( $this, 'updated' ), 99 );
		add_action( 'wp_trash_post', array( $this, 'going' ) );
		add_action( 'before_delete_post', array( $this, 'going' ) );
		add_action( 'deleted_post', array( $this, 'deleted' ), 10, 2 );
		add_action( 'untrashed_post', array( $this, 'restored' ) );
		add_action( 'woocommerce_product_set_stock', array( $this, 'stock_changed' ) );
		add_action( 'woocommerce_variation_set_stock', array( $this, 'stock_changed' ) );
		add_action( 'woocommerce_product_set_stock_status', array( $this, 'updated' ) );
		add_action( 'woocommerce_variation_set_stock_status', array( $this, 'variation_changed' ) );
		add_action( 'woocommerce_new_product_variation', array( $this, 'variation_changed' ) );
		add_action( 'woocommerce_update_product_variation', array( $this, 'variation_changed' ) );
		add_action( 'woocommerce_save_product_variation', array( $this, 'variation_changed' ) );
		add_action( 'trashed_post', array( $this, 'variation_changed' ) );
		add_action( 'untrashed_post', array( $this, 'variation_changed' ) );
	}

	/**
	 * A product was made.
	 *
	 * @param int $id Product.
	 */
	public function created( $id ): void {
		$this->changed( (int) $id, 'created' );
	}

	/**
	 * A product was saved.
	 *
	 * @param int $id Product.
	 */
	public function updated( $id ): void {
		$this->changed( (int) $id, 'updated' );
	}

	/**
	 * A product is about to be trashed or deleted; now it can still be read.
	 *
	 * @param int $id Any post.
	 */
	public function going( $id ): void {
		$id = (int) $id;
		if ( 'product' !== get_post_type( $id ) || 'auto-draft' === get_post_status( $id ) ) {
			return;
		}
		$this->going[ $id ] = true;
		$product            = wc_get_product( $id );
		$this->queue->add( Items::PRODUCT, $id, 'deleted', $product ? Product_Body::facts( $product ) : null );
	}

	/**
	 * A post is gone. A variation that went alone changed its product.
	 *
	 * @param int           $id   Any post.
	 * @param \WP_Post|null $post What it was.
	 */
	public function deleted( $id, $post = null ): void {
		if ( $post && 'product_variation' === $post->post_type ) {
			$this->changed( (int) $post->post_parent, 'updated' );
		}
	}

	/**
	 * A product came back from the trash.
	 *
	 * @param int $id Any post.
	 */
	public function restored( $id ): void {
		unset( $this->going[ (int) $id ] );
		$this->changed( (int) $id, 'restored' );
	}

	/**
	 * Stock changed, by an order for example; nothing else is saved then.
	 *
	 * @param \WC_Product $product Product or variation.
	 */
	public function stock_changed( $product ): void {
		$this->changed( (int) ( $product->get_parent_id() ? $product->get_parent_id() : $product->get_id() ), 'updated' );
	}

	/**
	 * A variation was saved.
	 *
	 * @param int $id Any post.
	 */
	public function variation_changed( $id ): void {
		if ( 'product_variation' === get_post_type( (int) $id ) ) {
			$this->changed( (int) wp_get_post_parent_id( (int) $id ), 'updated' );
		}
	}

	/**
	 * Queues a product that exists.
	 *
	 * @param int    $id    Any post.
	 * @param string $event created, updated or restored.
	 */
	private function changed( int $id, string $event ): void {
		if ( ! $id || isset( $this->going[ $id ] ) || ( defined( 'DOING_AUTOSAVE' ) && DOING_AUTOSAVE ) ) {
			return;
		}
		$status = get_post_status( $id );
		if ( 'product' === get_post_type( $id ) && ! in_array( $status, Bulk_Sync::NOT_SENT, true ) ) {
			$this->queue->add( Items::PRODUCT, $id, $event );
		}
	}
}
