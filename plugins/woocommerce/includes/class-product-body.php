<?php
/**
 * A WooCommerce product as the server reads it.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Builds the `product` object of an event.
 */
final class Product_Body {

	/** Taxonomies in which shops keep brands: WooCommerce's own, then two wide-spread extensions. */
	const BRAND_TAXONOMIES = array( 'product_brand', 'pwb-brand', 'yith_product_brand' );

	/** Attributes that shops without such a taxonomy use for the brand. */
	const BRAND_ATTRIBUTES = array( 'brand', 'برند', 'ماركة', 'العلامة التجارية', 'бренд', 'brend', 'thương hiệu' );

	/** Lists that the server takes have this many entries at most. */
	const MAX_ENTRIES = 500;

	/**
	 * The whole product.
	 *
	 * @param \WC_Product $product Product, not a variation.
	 */
	public static function of( \WC_Product $product ): array {
		$id         = $product->get_id();
		$variations = self::variations( $product );
		$attributes = self::attributes( $product );
		$name       = self::name( $product );
		return array_merge(
			array(
				'id'                => $id,
				'sku'               => Text::plain( $product->get_sku() ),
				'name'              => $name,
				'status'            => $product->get_status(),
				'type'              => $product->get_type(),
				'short_description' => Text::clean( $product->get_short_description() ),
				'description'       => Text::clean( $product->get_description() ),
				'currency'          => get_woocommerce_currency(),
				'stock_status'      => $product->get_stock_status(),
				'stock_quantity'    => self::quantity( $product ),
				'categories'        => array_slice( Text::terms( $id, 'product_cat' ), 0, self::MAX_ENTRIES ),
				'tags'              => array_slice( Text::terms( $id, 'product_tag' ), 0, self::MAX_ENTRIES ),
				'brand'             => self::brand( $id, $attributes ),
				'attributes'        => $attributes,
				'variations'        => $variations,
				'image'             => self::image( (int) $product->get_image_id() ),
				'gallery'           => array_slice( array_values( array_filter( array_map( array( self::class, 'image' ), $product->get_gallery_image_ids() ) ) ), 0, self::MAX_ENTRIES ),
				'permalink'         => (string) $product->get_permalink(),
				'on_sale'           => $product->is_on_sale(),
				'date_modified'     => self::time( $product->get_date_modified() ),
			),
			$variations ? self::cheapest( $variations ) : self::prices( $product )
		);
	}

	/**
	 * What a deletion still says about a product.
	 *
	 * @param \WC_Product $product Product that is about to go.
	 */
	public static function facts( \WC_Product $product ): array {
		return array(
			'name'      => self::name( $product ),
			'sku'       => Text::plain( $product->get_sku() ),
			'permalink' => (string) $product->get_permalink(),
		);
	}

	/**
	 * The name; drafts may have none, the server wants one.
	 *
	 * @param \WC_Product $product Product.
	 */
	private static function name( \WC_Product $product ): string {
		$name = Text::plain( $product->get_name( 'edit' ) );
		return '' === $name ? '#' . $product->get_id() : $name;
	}

	/**
	 * Prices as exact decimal texts, null when unset.
	 *
	 * @param \WC_Product $product Product or variation.
	 * @return array{price:?string,regular_price:?string,sale_price:?string}
	 */
	private static function prices( \WC_Product $product ): array {
		return array(
			'price'         => self::price( $product->get_price() ),
			'regular_price' => self::price( $product->get_regular_price() ),
			'sale_price'    => $product->is_on_sale() ? self::price( $product->get_sale_price() ) : null,
		);
	}

	/**
	 * One price.
	 *
	 * @param mixed $value As WooCommerce keeps it: text, '' when unset.
	 */
	private static function price( $value ): ?string {
		$text = trim( (string) $value );
		return preg_match( '/^\d+(?:\.\d+)?$/D', $text ) ? $text : null;
	}

	/**
	 * Stock, null when it is not managed.
	 *
	 * @param \WC_Product $product Product or variation.
	 */
	private static function quantity( \WC_Product $product ): ?int {
		$quantity = $product->managing_stock() ? $product->get_stock_quantity() : null;
		return null === $quantity ? null : (int) floor( (float) $quantity );
	}

	/**
	 * Published variations of a variable product.
	 *
	 * @param \WC_Product $product Product.
	 * @return array[]
	 */
	private static function variations( \WC_Product $product ): array {
		$list = array();
		foreach ( $product->is_type( 'variable' ) ? $product->get_children() : array() as $id ) {
			$variation = wc_get_product( $id );
			if ( ! $variation || 'publish' !== $variation->get_status() || count( $list ) >= self::MAX_ENTRIES ) {
				continue;
			}
			$choice = array();
			foreach ( $variation->get_attributes() as $slug => $value ) {
				$choice[ Text::plain( wc_attribute_label( $slug, $product ) ) ] = self::chosen( $slug, (string) $value );
			}
			$list[] = array_merge(
				array(
					'id'             => $variation->get_id(),
					'sku'            => Text::plain( $variation->get_sku() ),
					'attributes'     => (object) $choice,
					'stock_status'   => $variation->get_stock_status(),
					'stock_quantity' => self::quantity( $variation ),
					'image'          => self::image( (int) $variation->get_image_id() ),
				),
				self::prices( $variation )
			);
		}
		return $list;
	}

	/**
	 * Prices that a variable product starts at, all three from the same variation.
	 *
	 * @param array[] $variations As variations() returns them.
	 */
	private static function cheapest( array $variations ): array {
		$best = null;
		foreach ( $variations as $variation ) {
			if ( null !== $variation['price'] && ( null === $best || (float) $variation['price'] < (float) $best['price'] ) ) {
				$best = $variation;
			}
		}
		$best = $best ?? $variations[0];
		return array(
			'price'         => $best['price'],
			'regular_price' => $best['regular_price'],
			'sale_price'    => $best['sale_price'],
		);
	}

	/**
	 * Attributes with the texts that customers see.
	 *
	 * @param \WC_Product $product Product.
	 * @return array[] name, options.
	 */
	private static function attributes( \WC_Product $product ): array {
		$list = array();
		foreach ( $product->get_attributes() as $attribute ) {
			if ( ! $attribute instanceof \WC_Product_Attribute ) {
				continue;
			}
			$options = $attribute->is_taxonomy()
				? Text::terms( $product->get_id(), $attribute->get_name() )
				: array_map( array( Text::class, 'plain' ), array_values( $attribute->get_options() ) );
			$list[]  = array(
				'name'    => Text::plain( wc_attribute_label( $attribute->get_name(), $product ) ),
				'options' => array_slice( $options, 0, self::MAX_ENTRIES ),
			);
		}
		return $list;
	}

	/**
	 * The value of a variation's attribute; taxonomies keep slugs there.
	 *
	 * @param string $attribute Attribute name or taxonomy.
	 * @param string $value     Text or slug, '' for any.
	 */
	private static function chosen( string $attribute, string $value ): string {
		$term = '' !== $value && taxonomy_exists( $attribute ) ? get_term_by( 'slug', $value, $attribute ) : false;
		return Text::plain( $term ? $term->name : $value );
	}

	/**
	 * The brand, '' when the shop names none.
	 *
	 * @param int     $id         Product id.
	 * @param array[] $attributes As attributes() returns them.
	 */
	private static function brand( int $id, array $attributes ): string {
		foreach ( self::BRAND_TAXONOMIES as $taxonomy ) {
			$names = Text::terms( $id, $taxonomy );
			if ( $names ) {
				return $names[0];
			}
		}
		foreach ( $attributes as $attribute ) {
			if ( $attribute['options'] && in_array( Text::lower( $attribute['name'] ), self::BRAND_ATTRIBUTES, true ) ) {
				return $attribute['options'][0];
			}
		}
		return '';
	}

	/**
	 * Address of a picture.
	 *
	 * @param int|string $id Attachment, 0 for none.
	 */
	private static function image( $id ): string {
		$url = $id ? wp_get_attachment_url( (int) $id ) : false;
		return $url ? (string) $url : '';
	}

	/**
	 * ISO 8601 with offset.
	 *
	 * @param \DateTimeInterface|null $time As WooCommerce returns it.
	 */
	private static function time( $time ): ?string {
		return $time instanceof \DateTimeInterface ? $time->format( DATE_ATOM ) : null;
	}
}
