/** JSON in and out: strict about what comes in, fast about what goes out. */
package org.belfry.json;
