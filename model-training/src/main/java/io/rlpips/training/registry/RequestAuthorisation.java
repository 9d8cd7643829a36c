package io.rlpips.training.registry;

import java.net.URI;
import java.util.Map;

/** Says by headers who asks. */
@FunctionalInterface
interface RequestAuthorisation {
    /**
     * @param headers of the request so far, lower-case names
     * @param content of the request, empty where it has none
     * @return headers to be added
     */
    Map<String, String> headers(String method, URI uri, Map<String, String> headers, byte[] content);
}
