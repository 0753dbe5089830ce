<?php
/**
 * The part of WordPress's database class that the plugin uses, on SQLite in memory.
 *
 * @package Tradepost_Sync
 */

/** Speaks to SQLite; the plugin's SQL is written so that both databases understand it. */
class wpdb {
	public $prefix = 'wp_';
	public $posts  = 'wp_posts';
	private $database;

	public function __construct() {
		$this->database = new PDO( 'sqlite::memory:', null, null, array( PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION ) );
		$this->database->exec(
			"CREATE TABLE wp_posts (ID INTEGER PRIMARY KEY AUTOINCREMENT, post_type TEXT, post_status TEXT, post_title TEXT DEFAULT '', post_content TEXT DEFAULT '',
			post_excerpt TEXT DEFAULT '', post_parent INTEGER DEFAULT 0, post_author INTEGER DEFAULT 1, post_modified_gmt TEXT DEFAULT '')"
		);
	}

	public function get_charset_collate() {
		return '';
	}

	public function prepare( $sql, ...$values ) {
		$i = 0;
		return preg_replace_callback(
			'/%[sd]/',
			function ( $found ) use ( $values, &$i ) {
				$value = $values[ $i++ ];
				return '%d' === $found[0] ? (string) (int) $value : $this->database->quote( (string) $value );
			},
			$sql
		);
	}

	public function query( $sql ) {
		return $this->database->exec( str_replace( 'INSERT IGNORE', 'INSERT OR IGNORE', $sql ) );
	}

	public function get_results( $sql ) {
		return $this->database->query( $sql )->fetchAll( PDO::FETCH_OBJ );
	}

	public function get_row( $sql ) {
		return $this->get_results( $sql )[0] ?? null;
	}

	public function get_col( $sql ) {
		return $this->database->query( $sql )->fetchAll( PDO::FETCH_COLUMN );
	}

	public function get_var( $sql ) {
		return $this->get_col( $sql )[0] ?? null;
	}

	public function insert( $table, $row ) {
		$values = array_map( array( $this->database, 'quote' ), array_map( 'strval', $row ) );
		$this->database->exec( "INSERT INTO $table (" . implode( ',', array_keys( $row ) ) . ') VALUES (' . implode( ',', $values ) . ')' );
		return (int) $this->database->lastInsertId();
	}

	/** As in MySQL, rows that already hold these values do not count as changed. */
	public function update( $table, $changes, $where ) {
		$same = $this->pairs( $changes, ' AND ', ' IS ' );
		return $this->query( "UPDATE $table SET " . $this->pairs( $changes, ', ' ) . ' WHERE ' . $this->pairs( $where, ' AND ' ) . " AND NOT ($same)" );
	}

	public function delete( $table, $where ) {
		return $this->query( "DELETE FROM $table WHERE " . $this->pairs( $where, ' AND ' ) );
	}

	private function pairs( $row, $between, $is = ' = ' ) {
		$pairs = array();
		foreach ( $row as $column => $value ) {
			$pairs[] = $column . $is . ( is_numeric( $value ) && ! is_string( $value ) ? $value : $this->database->quote( (string) $value ) );
		}
		return implode( $between, $pairs );
	}
}

/** Creates a table from WordPress's way of writing it. */
function dbDelta( $sql ) {
	global $wpdb;
	$sql = preg_replace( array( '/,\s*KEY \w+ \([^)]*\)/', '/\(\d+\) unsigned/', '/bigint\b|smallint\b/' ), array( '', '', 'INTEGER' ), $sql );
	$wpdb->query( str_replace( 'CREATE TABLE', 'CREATE TABLE IF NOT EXISTS', $sql ) );
}
