<?php
/**
 * WooCommerce's own webhooks.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Makes the webhooks that carry orders (and products, if wanted) to the server, and keeps the plugin from sending
 * products that webhooks carry already.
 */
final class Webhooks {

	/** Ids of the webhooks that this plugin made, by topic. */
	const OPTION = 'tradepost_sync_webhooks';

	const ORDER_TOPICS   = array( 'order.created', 'order.updated', 'order.deleted', 'order.restored' );
	const PRODUCT_TOPICS = array( 'product.created', 'product.updated', 'product.deleted', 'product.restored' );

	const DELIVERY_PATH = '~/integrations/woocommerce/hooks/[0-9a-f-]{36}/?$~iD';

	/**
	 * Where the decision about products is stored.
	 *
	 * @var Settings
	 */
	private $settings;

	/**
	 * Sends everything once when the plugin takes products over again.
	 *
	 * @var Bulk_Sync
	 */
	private $bulk;

	/**
	 * Takes its collaborators.
	 *
	 * @param Settings  $settings Where the decision about products is stored.
	 * @param Bulk_Sync $bulk     Sends everything once when the plugin takes products over again.
	 */
	public function __construct( Settings $settings, Bulk_Sync $bulk ) {
		$this->settings = $settings;
		$this->bulk     = $bulk;
	}

	/**
	 * Starts listening to changes of webhooks, by whomever.
	 */
	public function register(): void {
		foreach ( array( 'woocommerce_new_webhook', 'woocommerce_webhook_updated', 'woocommerce_webhook_deleted' ) as $hook ) {
			add_action( $hook, array( $this, 'refresh' ) );
		}
	}

	/**
	 * Makes the webhooks, or brings those up to date that this plugin made before.
	 *
	 * @param string $delivery_url  As the server showed it.
	 * @param string $secret        As the server showed it.
	 * @param bool   $with_products Whether webhooks carry the products, too.
	 * @return true|\WP_Error Why the server could not be reached by WooCommerce; then no webhook was made.
	 */
	public function create( string $delivery_url, string $secret, bool $with_products ) {
		$wanted = array_merge( self::ORDER_TOPICS, $with_products ? self::PRODUCT_TOPICS : array() );
		$ids    = $this->ids();
		$tried  = false;
		foreach ( $wanted as $topic ) {
			$known   = isset( $ids[ $topic ] ) ? wc_get_webhook( $ids[ $topic ] ) : null;
			$webhook = $known ? $known : new \WC_Webhook();
			$before  = $known ? array( $webhook->get_delivery_url(), $webhook->get_secret(), $webhook->get_status() ) : null;
			$this->configure( $webhook, $topic, $delivery_url, $secret, 'active' );
			if ( ! $tried ) {
				$tried  = true;
				$answer = $webhook->deliver_ping();
				if ( is_wp_error( $answer ) ) {
					if ( $before ) {
						$this->configure( $webhook, $topic, $before[0], $before[1], $before[2] );
					} else {
						$webhook->delete( true );
					}
					return $answer;
				}
			}
			$ids[ $topic ] = $webhook->get_id();
			update_option( self::OPTION, $ids, false );
		}
		$this->delete( array_diff( array_keys( $ids ), $wanted ) );
		$this->refresh();
		return true;
	}

	/**
	 * Deletes the webhooks that this plugin made.
	 */
	public function remove(): void {
		$this->delete( array_keys( $this->ids() ) );
		$this->refresh();
	}

	/**
	 * The webhooks that this plugin made and that still exist.
	 *
	 * @return \WC_Webhook[] By topic.
	 */
	public function existing(): array {
		$found = array();
		foreach ( $this->ids() as $topic => $id ) {
			$webhook = wc_get_webhook( $id );
			if ( $webhook ) {
				$found[ $topic ] = $webhook;
			}
		}
		return $found;
	}

	/**
	 * Looks which way products go now: through an active webhook, made by whomever, or else through this plugin.
	 */
	public function refresh(): void {
		$before = $this->settings->all()['products_by'];
		$now    = $this->carry_products() ? 'webhooks' : 'plugin';
		if ( $now === $before ) {
			return;
		}
		$this->settings->change( array( 'products_by' => $now ) );
		if ( 'plugin' === $now && $this->settings->complete() ) {
			// Nobody knows what webhooks that were removed or gave up have missed.
			$this->bulk->start();
		}
	}

	/**
	 * Reads the delivery address from the form.
	 *
	 * @param string $raw What was typed.
	 * @return string|\WP_Error The address, or why WooCommerce cannot deliver there.
	 */
	public static function clean_delivery_url( string $raw ) {
		$url = trim( $raw );
		if ( ! preg_match( self::DELIVERY_PATH, (string) wp_parse_url( $url, PHP_URL_PATH ) ) || ! preg_match( '~^https?://~i', $url ) ) {
			return new \WP_Error( 'delivery_url', __( 'Copy the whole delivery address that the server showed with the token.', 'tradepost-sync' ) );
		}
		if ( ! wp_http_validate_url( $url ) ) {
			return new \WP_Error( 'delivery_url', __( 'WooCommerce delivers webhooks only to public addresses on the ports 80, 443 and 8080.', 'tradepost-sync' ) );
		}
		return esc_url_raw( $url );
	}

	/**
	 * Reads the secret from the form.
	 *
	 * @param string $raw What was typed.
	 * @return string|\WP_Error The secret, or why it is none.
	 */
	public static function clean_secret( string $raw ) {
		$secret = trim( $raw );
		return preg_match( '/^wcwh_[a-z0-9]{40}$/D', $secret )
			? $secret
			: new \WP_Error( 'secret', __( 'This is not the secret that the server showed with the token. It begins with wcwh_; copy it whole.', 'tradepost-sync' ) );
	}

	/**
	 * Whether an active webhook sends product changes to a server of this kind.
	 */
	private function carry_products(): bool {
		foreach ( \WC_Data_Store::load( 'webhook' )->get_webhooks_ids( 'active' ) as $id ) {
			$webhook = wc_get_webhook( $id );
			if ( $webhook && 'product.updated' === $webhook->get_topic()
				&& preg_match( self::DELIVERY_PATH, (string) wp_parse_url( $webhook->get_delivery_url(), PHP_URL_PATH ) ) ) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Saves a webhook.
	 *
	 * @param \WC_Webhook $webhook      New or known.
	 * @param string      $topic        Such as order.created.
	 * @param string      $delivery_url Where to.
	 * @param string      $secret       Signs the bodies.
	 * @param string      $status       active, paused or disabled.
	 */
	private function configure( \WC_Webhook $webhook, string $topic, string $delivery_url, string $secret, string $status ): void {
		/* translators: %s: topic of a webhook such as order.created. */
		$webhook->set_name( sprintf( __( 'Tradepost: %s', 'tradepost-sync' ), $topic ) );
		$webhook->set_user_id( get_current_user_id() );
		$webhook->set_topic( $topic );
		$webhook->set_delivery_url( $delivery_url );
		$webhook->set_secret( $secret );
		$webhook->set_api_version( 'wp_api_v3' );
		$webhook->set_status( $status );
		$webhook->set_failure_count( 0 );
		$webhook->save();
	}

	/**
	 * Deletes some of the webhooks that this plugin made.
	 *
	 * @param string[] $topics Their topics.
	 */
	private function delete( array $topics ): void {
		$ids = $this->ids();
		foreach ( $topics as $topic ) {
			$webhook = wc_get_webhook( $ids[ $topic ] );
			if ( $webhook ) {
				$webhook->delete( true );
			}
			unset( $ids[ $topic ] );
		}
		update_option( self::OPTION, $ids, false );
	}

	/**
	 * Stored ids.
	 *
	 * @return array<string,int> By topic.
	 */
	private function ids(): array {
		$stored = get_option( self::OPTION, array() );
		return is_array( $stored ) ? $stored : array();
	}
}
