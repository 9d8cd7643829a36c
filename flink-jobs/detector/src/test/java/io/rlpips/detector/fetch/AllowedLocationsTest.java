package io.rlpips.detector.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedLocationsTest {
    private static final AllowedLocations ALLOWED = new AllowedLocations(List.of(
            "file:///data/pictures",
            "https://images.example/public/",
            "s3://bucket/incoming",
            "http://localhost:8080/a"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///data/pictures/a.png",
                "file:/data/pictures/deep/a.png",
                "https://images.example/public/a.png",
                "https://images.example:443/public/a.png?size=large",
                "HTTPS://IMAGES.example/public/a.png",
                "s3://bucket/incoming/2026/a.png",
                "http://localhost:8080/a/b",
                "file:///data/pictures/a..png",
                "file:///data/pictures/%C3%A4.png",
                "https://images.example/public/a;size=large/b..;c"
            })
    void whatLiesBelowAnAllowedFolderMayBeOpened(String location) {
        assertThat(ALLOWED.require(location).getPath()).startsWith("/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///data/secrets/a.png",
                "file:///data/pictures",
                "file:///data/pictures/",
                "file:///data/pictures-private/a.png",
                "file:///data/pictures/../secrets/a.png",
                "file:///data/pictures/%2e%2e/secrets/a.png",
                "file:///data/pictures/%2E./secrets/a.png",
                "file:///data/pictures/..%2fsecrets/a.png",
                "file:///data/pictures/%252e%252e/a.png",
                "file:///data/pictures/..%5csecrets",
                "file:///data/pictures/a%00.png",
                "file:///data/pictures/./a.png",
                "https://images.example/public/..;/private/a.png",
                "https://images.example/public/..;a=b/private/a.png",
                "https://images.example/public/..%3b/private/a.png",
                "https://images.example/public/..%3Ba=b/private/a.png",
                "https://images.example/public/.;/a.png",
                "https://images.example/public/a/..;",
                "file://elsewhere/data/pictures/a.png",
                "https://images.example/private/a.png",
                "https://images.example.evil/public/a.png",
                "https://images.example@evil/public/a.png",
                "https://evil@images.example/public/a.png",
                "https://images.example:8443/public/a.png",
                "http://images.example/public/a.png",
                "s3://other/incoming/a.png",
                "http://localhost:8081/a/b",
                "http://localhost/a/b",
                "jar:file:///data/pictures/a.jar!/b",
                "mailto:a@b",
                "a.png",
                "/data/pictures/a.png",
                "",
                "https://images.example/public/a b.png"
            })
    void anythingElseIsForbidden(String location) {
        assertThatThrownBy(() -> ALLOWED.require(location))
                .isInstanceOfSatisfying(
                        RlpipsException.class,
                        e -> assertThat(e.category()).isEqualTo(FailureCategory.FORBIDDEN_LOCATION));
    }

    @Property(tries = 300)
    void whateverTheLocationTheAnswerIsAnAllowedUriOrOneKindOfError(@ForAll String location) {
        try {
            URI uri = ALLOWED.require(location);
            assertThat(uri.getPath()).doesNotContain("..");
        } catch (RlpipsException e) {
            assertThat(e.category()).isEqualTo(FailureCategory.FORBIDDEN_LOCATION);
            assertThat(e.getMessage()).doesNotContain("\n");
        }
    }

    @Test
    void withoutPrefixesNothingIsAllowed() {
        assertThatThrownBy(() -> new AllowedLocations(List.of()).require("file:///data/pictures/a.png"))
                .isInstanceOf(RlpipsException.class);
    }

    @Test
    void aPrefixThatIsNoFolderIsAMistakeOfTheConfiguration() {
        assertThatThrownBy(() -> new AllowedLocations(List.of("pictures")))
                .isInstanceOfSatisfying(
                        RlpipsException.class,
                        e -> assertThat(e.category()).isEqualTo(FailureCategory.INVALID_ARGUMENT))
                .hasMessageContaining("allowed prefix 'pictures'");
    }

    @Test
    void aSymbolicLinkOutOfTheFolderIsForbiddenAndOneWithinItIsNot(@TempDir Path directory) throws Exception {
        Path allowed = Files.createDirectory(directory.resolve("allowed"));
        Path secret = Files.writeString(directory.resolve("secret"), "secret");
        Path picture = Files.writeString(allowed.resolve("picture"), "picture");
        Path inside = Files.createSymbolicLink(allowed.resolve("inside"), picture);
        Path outside = Files.createSymbolicLink(allowed.resolve("outside"), secret);
        AllowedLocations locations =
                new AllowedLocations(List.of(allowed.toUri().toString()));

        assertThat(locations.requireReal(inside.toUri())).isEqualTo(picture.toRealPath());
        assertThatThrownBy(() -> locations.requireReal(outside.toUri()))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("leads out of the allowed prefixes");
    }

    @Test
    void anAllowedFolderThatIsMissingTakesNothingFromThoseBehindIt(@TempDir Path directory) throws Exception {
        Path missing = directory.resolve("missing");
        Path allowed = Files.createDirectory(directory.resolve("allowed"));
        Path picture = Files.writeString(allowed.resolve("picture"), "picture");
        Path secret = Files.writeString(directory.resolve("secret"), "secret");
        AllowedLocations locations = new AllowedLocations(
                List.of(missing.toUri().toString(), allowed.toUri().toString()));

        assertThat(locations.requireReal(picture.toUri())).isEqualTo(picture.toRealPath());
        assertThatThrownBy(() -> locations.requireReal(secret.toUri()))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("leads out of the allowed prefixes");
    }

    @Test
    void anAllowedFolderThatCannotBeLookedAtLeavesOpenWhetherAFileIsBelowIt(@TempDir Path directory) throws Exception {
        Path circle = directory.resolve("circle");
        Files.createSymbolicLink(circle, circle);
        Path allowed = Files.createDirectory(directory.resolve("allowed"));
        Path picture = Files.writeString(allowed.resolve("picture"), "picture");
        Path other = Files.writeString(directory.resolve("other"), "other");
        AllowedLocations locations = new AllowedLocations(
                List.of(circle.toUri().toString(), allowed.toUri().toString()));

        assertThat(locations.requireReal(picture.toUri())).isEqualTo(picture.toRealPath());
        assertThatThrownBy(() -> locations.requireReal(other.toUri()))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(circle.toString());
    }
}
