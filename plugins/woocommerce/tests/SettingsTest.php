<?php
namespace Tradepost_Sync;

final class SettingsTest extends Shop {

	private function form(): Settings_Form {
		$settings = new Settings();
		return new Settings_Form( $settings, new Connection( $settings, new Client( $settings, new Log( $settings ) ), new Gate(), new Scheduler() ) );
	}

	private function send( array $fields, string $nonce = 'nonce-tradepost_sync_settings' ): Settings_Form {
		$_POST = $fields + array( '_wpnonce' => $nonce, 'tradepost_sync_settings' => '1', 'server_url' => 'https://server.example.com', 'token' => '' );
		$form  = $this->form();
		$form->handle();
		return $form;
	}

	/** @dataProvider addresses */
	public function test_an_address_is_read( string $typed, ?string $kept ): void {
		$read = Settings::clean_url( $typed );
		$this->assertSame( $kept, is_wp_error( $read ) ? null : $read );
	}

	public function addresses(): array {
		return array(
			'plain'                     => array( 'https://shop.example.com', 'https://shop.example.com' ),
			'slash, capitals, spaces'   => array( ' HTTPS://Shop.Example.com/ ', 'https://shop.example.com' ),
			'of the API'                => array( 'https://shop.example.com/api/integrations', 'https://shop.example.com' ),
			'of the versioned API'      => array( 'https://shop.example.com/api/v1/integrations/woocommerce/', 'https://shop.example.com' ),
			'port and folder'           => array( 'http://shop.example.com:8000/hub/', 'http://shop.example.com:8000/hub' ),
			'IPv6'                      => array( 'http://[::1]:8000', 'http://[::1]:8000' ),
			'no scheme'                 => array( 'shop.example.com', null ),
			'another scheme'            => array( 'javascript://shop.example.com', null ),
			'credentials'               => array( 'https://a:b@shop.example.com', null ),
			'query'                     => array( 'https://shop.example.com/?a=1', null ),
			'nothing'                   => array( '', null ),
			'markup'                    => array( 'https://shop.example.com/"><b>', null ),
		);
	}

	/** @dataProvider tokens */
	public function test_a_token_is_read( string $typed, bool $good ): void {
		$this->assertSame( $good, ! is_wp_error( Settings::clean_token( $typed ) ) );
	}

	public function tokens(): array {
		$forty = str_repeat( 'a1', 20 );
		return array(
			'woocommerce'  => array( " wc_sk_live_$forty\n", true ),
			'custom'       => array( "ci_sk_live_$forty", true ),
			'shopify'      => array( 'shpat_' . substr( $forty, 0, 32 ), true ),
			'too short'    => array( 'wc_sk_live_' . substr( $forty, 1 ), false ),
			'too long'     => array( "wc_sk_live_{$forty}a", false ),
			'capitals'     => array( 'wc_sk_live_' . strtoupper( $forty ), false ),
			'a session'    => array( 'eyJhbGciOiJIUzI1NiJ9.e30.x', false ),
			'a preview'    => array( 'wc_sk...qmy0lk', false ),
		);
	}

	public function test_errors_stand_at_their_fields_what_was_typed_stays_and_nothing_is_stored(): void {
		$form = $this->send( array( 'server_url' => 'ftp://x', 'token' => 'nope' ) );
		$this->assertSame( array( 'server_url', 'token' ), array_keys( $form->errors() ) );
		ob_start();
		$form->render();
		$html = ob_get_clean();
		$this->assertStringContainsString( 'value="ftp://x"', $html );
		$this->assertStringContainsString( 'aria-describedby="tradepost-sync-token-error"', $html );
		$this->assertStringNotContainsString( 'nope', $html );
		$this->assertFalse( ( new Settings() )->complete() );
	}

	public function test_the_page_shows_of_a_token_only_its_ends(): void {
		$this->connect();
		ob_start();
		$this->form()->render();
		$html = ob_get_clean();
		$this->assertStringContainsString( 'wc_sk...qmy0lk', $html );
		$this->assertStringNotContainsString( self::TOKEN, $html );
	}

	public function test_an_empty_token_field_keeps_the_stored_token(): void {
		$this->connect();
		$this->send( array( 'auto_pages' => '1' ) );
		$settings = new Settings();
		$this->assertSame( array( self::TOKEN, true, false ), array( $settings->token(), $settings->all()['auto_pages'], $settings->all()['logging'] ) );
	}

	public function test_the_outcome_of_the_test_is_the_servers_own_word(): void {
		$this->connect();
		$this->serve( 401, array( 'detail' => 'Token has expired', 'error' => 'Token has expired' ) );
		$this->send( array() );
		$connection = ( new Settings() )->connection();
		$this->assertSame( array( false, 'Token has expired' ), array( $connection['ok'], $connection['text'] ) );
		$this->serve( 200, array( 'status' => 'ok', 'user' => array( 'email' => 'lan@example.com' ), 'token' => array( 'name' => 'Main' ) ) );
		$this->send( array() );
		$this->assertSame( 'Connected as lan@example.com with the token “Main”.', Connection::describe( ( new Settings() )->connection() ) );
	}

	/** @dataProvider intruders */
	public function test_nobody_else_changes_anything( string $nonce, bool $may ): void {
		$this->connect();
		\World::$may = $may;
		$before      = \World::$options;
		try {
			$this->send( array( 'server_url' => 'https://evil.example.com', 'token' => 'wc_sk_live_' . str_repeat( 'e', 40 ) ), $nonce );
			$this->fail( 'It was let in' );
		} catch ( \Refused $refused ) {
			$this->assertSame( $before, \World::$options );
		}
	}

	public function intruders(): array {
		return array( 'a forged form' => array( '', true ), 'a user without the right' => array( 'nonce-tradepost_sync_settings', false ) );
	}

	public function test_uninstalling_leaves_nothing(): void {
		$this->connect();
		( new Scheduler() )->ensure_recurring();
		\WC_Product::make( array( 'name' => 'Tea' ) );
		update_post_meta( 1, Content_Hooks::AUTO_META, 'yes' );
		$this->serve( 401, array( 'error' => 'Invalid token' ) );
		$this->end_request();
		define( 'WP_UNINSTALL_PLUGIN', 'tradepost-sync' );
		require dirname( __DIR__ ) . '/uninstall.php';
		$this->assertSame( array(), array_keys( \World::$options ) );
		$this->assertSame( array(), array_filter( \World::$meta ) );
		$this->assertSame( array(), \Planned_Actions::$all );
		$this->assertSame( array(), $GLOBALS['wpdb']->get_col( "SELECT name FROM sqlite_master WHERE name LIKE '%tradepost%'" ) );
	}
}
