package io.rlpips.training.registry;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** Finds the store that a location means. Secrets come from the environment alone, in the variables that others use. */
final class RegistryLocation {
    /** Value of the {@code Authorization} header for http and https. */
    static final String AUTHORISATION = "RLPIPS_REGISTRY_AUTHORIZATION";

    private RegistryLocation() {}

    static ObjectStore open(String location, Map<String, String> environment) {
        if (location.startsWith("http://") || location.startsWith("https://")) {
            String base = withSlash(location);
            return new HttpStore(uri(base), base, authorisation(environment));
        }
        if (location.startsWith("s3://")) {
            return bucket(withSlash(location), environment);
        }
        if (location.startsWith("file:")) {
            return new FolderStore(Path.of(uri(location)));
        }
        if (location.matches("[a-z][a-z0-9+.-]+:.*")) {
            throw invalid("registry '%s': known are folders, file:, http:, https: and s3:".formatted(location));
        }
        return new FolderStore(Path.of(location));
    }

    private static RequestAuthorisation authorisation(Map<String, String> environment) {
        Optional<String> value = Optional.ofNullable(environment.get(AUTHORISATION));
        Map<String, String> headers =
                value.map(text -> Map.of("authorization", text)).orElse(Map.of());
        return (method, uri, known, content) -> headers;
    }

    private static ObjectStore bucket(String location, Map<String, String> environment) {
        String region = first(environment, "AWS_REGION", "AWS_DEFAULT_REGION")
                .orElseThrow(() -> lacking(location, "AWS_REGION"));
        String endpoint = first(environment, "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
                .orElse("https://s3." + region + ".amazonaws.com");
        AwsSignature signature = new AwsSignature(
                required(location, environment, "AWS_ACCESS_KEY_ID"),
                required(location, environment, "AWS_SECRET_ACCESS_KEY"),
                first(environment, "AWS_SESSION_TOKEN"),
                region,
                Clock.systemUTC());
        URI base = uri(withSlash(endpoint) + location.substring("s3://".length()));
        return new HttpStore(base, location, signature);
    }

    private static String required(String location, Map<String, String> environment, String name) {
        return first(environment, name).orElseThrow(() -> lacking(location, name));
    }

    private static Optional<String> first(Map<String, String> environment, String... names) {
        for (String name : names) {
            String value = environment.getOrDefault(name, "");
            if (!value.isEmpty()) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    private static String withSlash(String location) {
        return location.endsWith("/") ? location : location + "/";
    }

    private static URI uri(String text) {
        try {
            URI uri = URI.create(text);
            if (uri.getRawQuery() != null || uri.getRawFragment() != null || uri.getRawUserInfo() != null) {
                throw invalid("registry '%s': no query, fragment or user name is possible".formatted(text));
            }
            return uri;
        } catch (IllegalArgumentException malformed) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "registry '%s' is no URI".formatted(text), malformed);
        }
    }

    private static RlpipsException lacking(String location, String variable) {
        return invalid("registry %s: the environment variable %s is not set".formatted(location, variable));
    }

    private static RlpipsException invalid(String message) {
        return new RlpipsException(FailureCategory.INVALID_ARGUMENT, message);
    }
}
