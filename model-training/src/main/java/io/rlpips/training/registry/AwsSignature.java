package io.rlpips.training.registry;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests as S3 and stores that speak its protocol expect it (AWS Signature Version 4, the whole content in one
 * piece). Paths must not need escaping beyond what {@link URI#getRawPath} shows; queries are not used.
 */
final class AwsSignature implements RequestAuthorisation {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String SERVICE = "s3";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final String accessKey;
    private final String secretKey;
    private final Optional<String> sessionToken;
    private final String region;
    private final Clock clock;

    AwsSignature(String accessKey, String secretKey, Optional<String> sessionToken, String region, Clock clock) {
        this.accessKey = accessKey;
        this.secretKey = secretKey;
        this.sessionToken = sessionToken;
        this.region = region;
        this.clock = clock;
    }

    @Override
    public Map<String, String> headers(String method, URI uri, Map<String, String> headers, byte[] content) {
        Map<String, String> added = new LinkedHashMap<>();
        added.put("x-amz-date", TIME.format(clock.instant()));
        added.put("x-amz-content-sha256", Digest.sha256(content));
        sessionToken.ifPresent(token -> added.put("x-amz-security-token", token));
        TreeMap<String, String> signed = new TreeMap<>(headers);
        signed.putAll(added);
        signed.put("host", host(uri));
        added.put("authorization", authorisation(method, uri, signed));
        return added;
    }

    private String authorisation(String method, URI uri, TreeMap<String, String> signed) {
        StringBuilder request =
                new StringBuilder(method).append('\n').append(uri.getRawPath()).append("\n\n");
        signed.forEach((name, value) ->
                request.append(name).append(':').append(value.strip()).append('\n'));
        String names = String.join(";", signed.keySet());
        request.append('\n').append(names).append('\n').append(signed.get("x-amz-content-sha256"));
        String time = signed.get("x-amz-date");
        String scope = String.join("/", time.substring(0, 8), region, SERVICE, "aws4_request");
        String toSign = String.join("\n", ALGORITHM, time, scope, Digest.sha256(bytes(request.toString())));
        String signature = HexFormat.of().formatHex(keyed(signingKey(time.substring(0, 8)), toSign));
        return "%s Credential=%s/%s,SignedHeaders=%s,Signature=%s"
                .formatted(ALGORITHM, accessKey, scope, names, signature);
    }

    private byte[] signingKey(String day) {
        byte[] key = bytes("AWS4" + secretKey);
        for (String part : new String[] {day, region, SERVICE, "aws4_request"}) {
            key = keyed(key, part);
        }
        return key;
    }

    private static byte[] keyed(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(bytes(text));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has HMAC with SHA-256", impossible);
        }
    }

    private static String host(URI uri) {
        return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
