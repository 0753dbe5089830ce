<?php // dbDelta() is in class-wpdb.php.
