package io.rlpips.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a published version promises to those who have records written with it. */
class PublishedSchemasTest {
    private static final Path FOLDER = Path.of("src/main/avro");
    private static final String DIGESTS = "/published-versions.txt";
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

    static List<Subject<?>> subjects() {
        return Subjects.all();
    }

    @Test
    void everySchemaFileBelongsToAVersionOfASubject() throws IOException {
        List<Path> expected = new ArrayList<>();
        for (Subject<?> subject : Subjects.all()) {
            for (int version = 1; version <= subject.versions(); version++) {
                expected.add(Path.of(
                        subject.name(), "v" + version, subject.recordClass().getSimpleName() + ".avsc"));
            }
        }
        try (Stream<Path> files = Files.walk(FOLDER)) {
            assertThat(files.filter(Files::isRegularFile).map(FOLDER::relativize))
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void aPublishedVersionNeverChanges() throws IOException {
        TreeMap<String, String> actual = new TreeMap<>();
        for (Subject<?> subject : Subjects.all()) {
            for (int version = 1; version <= subject.versions(); version++) {
                actual.put("%s/v%d".formatted(subject.name(), version), digest(subject, version));
            }
        }
        assertThat(actual)
                .as(
                        "a published version must not change (docs aside), because records written with it exist: undo the"
                                + " change, put it into a new version beside it and add that version's line to %s",
                        DIGESTS)
                .isEqualTo(committedDigests());
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void everyVersionReadsAndIsReadByEveryOther(Subject<?> subject) {
        for (int older = 1; older <= subject.versions(); older++) {
            for (int newer = older; newer <= subject.versions(); newer++) {
                assertCompatible(subject, older, newer);
                assertCompatible(subject, newer, older);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void theGeneratedClassIsTheNewestVersion(Subject<?> subject) {
        Schema newest = SingleObject.published(subject, subject.versions());
        Schema generated = SpecificData.get().getSchema(subject.recordClass());
        assertThat(SchemaNormalization.toParsingForm(generated)).isEqualTo(SchemaNormalization.toParsingForm(newest));
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void everythingIsDocumentedAndCanEvolve(Subject<?> subject) {
        assertDocumented(SingleObject.published(subject, subject.versions()), subject.name());
    }

    /** {@link BoundedDecoder} holds counts against the bytes left, so nothing that takes no byte may be repeated. */
    @ParameterizedTest
    @MethodSource("subjects")
    void everyElementOfAnArrayTakesAtLeastOneByte(Subject<?> subject) {
        for (int version = 1; version <= subject.versions(); version++) {
            assertElementsTakeBytes(SingleObject.published(subject, version));
        }
    }

    @Test
    void theRulesOfCompatibilityAreTheOnesTested() {
        Schema before = parse("{\"type\":\"record\",\"name\":\"A\",\"fields\":[]}");
        Schema addedWithoutDefault =
                parse("{\"type\":\"record\",\"name\":\"A\",\"fields\":[{\"name\":\"x\",\"type\":\"int\"}]}");
        assertThat(compatibility(addedWithoutDefault, before)).isEqualTo(SchemaCompatibilityType.INCOMPATIBLE);
        assertThat(compatibility(before, addedWithoutDefault)).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    private static void assertCompatible(Subject<?> subject, int reader, int writer) {
        var result = SchemaCompatibility.checkReaderWriterCompatibility(
                SingleObject.published(subject, reader), SingleObject.published(subject, writer));
        assertThat(result.getType())
                .as("%s: v%d reading v%d: %s", subject.name(), reader, writer, result.getDescription())
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    private static SchemaCompatibilityType compatibility(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getType();
    }

    private static void assertDocumented(Schema schema, String where) {
        switch (schema.getType()) {
            case RECORD -> {
                assertThat(schema.getDoc()).as("doc of %s", where).isNotBlank();
                for (Schema.Field field : schema.getFields()) {
                    String name = where + "." + field.name();
                    assertThat(field.doc()).as("doc of %s", name).isNotBlank().endsWith(".");
                    assertDocumented(field.schema(), name);
                }
            }
            case ENUM -> {
                assertThat(schema.getDoc()).as("doc of %s", where).isNotBlank();
                assertThat(schema.getEnumDefault())
                        .as("default symbol of %s", where)
                        .isNotNull();
            }
            case UNION -> schema.getTypes().forEach(type -> assertDocumented(type, where));
            case ARRAY -> assertDocumented(schema.getElementType(), where);
            default ->
                assertThat(schema.getLogicalType())
                        .as("logical type of %s", where)
                        .isNull();
        }
    }

    private static void assertElementsTakeBytes(Schema schema) {
        switch (schema.getType()) {
            case RECORD -> schema.getFields().forEach(field -> assertElementsTakeBytes(field.schema()));
            case UNION -> schema.getTypes().forEach(PublishedSchemasTest::assertElementsTakeBytes);
            case ARRAY -> {
                assertThat(takesBytes(schema.getElementType()))
                        .as("elements of %s", schema)
                        .isTrue();
                assertElementsTakeBytes(schema.getElementType());
            }
            default -> {}
        }
    }

    private static boolean takesBytes(Schema schema) {
        return switch (schema.getType()) {
            case NULL -> false;
            case RECORD -> schema.getFields().stream().anyMatch(field -> takesBytes(field.schema()));
            case FIXED -> schema.getFixedSize() > 0;
            default -> true;
        };
    }

    private static TreeMap<String, String> committedDigests() throws IOException {
        TreeMap<String, String> digests = new TreeMap<>();
        try (InputStream stream = PublishedSchemasTest.class.getResourceAsStream(DIGESTS)) {
            new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", 2))
                    .forEach(line -> digests.put(line[0], line[1]));
        }
        return digests;
    }

    /** Over everything that has a meaning for a reader: names, types, order, symbols, defaults; not the docs. */
    private static String digest(Subject<?> subject, int version) throws IOException {
        JsonNode schema = JSON.readTree(FOLDER.resolve(Path.of(
                        subject.name(), "v" + version, subject.recordClass().getSimpleName() + ".avsc"))
                .toFile());
        removeDocs(schema);
        byte[] canonical = JSON.writeValueAsBytes(JSON.treeToValue(schema, Object.class));
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static void removeDocs(JsonNode node) {
        if (node instanceof ObjectNode object && (object.has("type") || object.has("name"))) {
            object.remove("doc");
        }
        node.forEach(PublishedSchemasTest::removeDocs);
    }

    private static Schema parse(String json) {
        return new Schema.Parser().parse(json);
    }
}
