package io.ft4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class JsonWriterTest {
    @Test
    void nestsObjectsAndArrays() {
        JsonWriter json = new JsonWriter()
                .beginObject()
                .field("a", 1)
                .beginObject("empty")
                .endObject()
                .beginArray("list")
                .beginElement()
                .field("b", true)
                .endObject()
                .beginElement()
                .field("b", 0.5)
                .field("c", (String) null)
                .endObject()
                .endArray()
                .beginArray("none")
                .endArray()
                .field("z", -9L)
                .endObject();

        assertEquals("""
                {
                  "a": 1,
                  "empty": {},
                  "list": [
                    {
                      "b": true
                    },
                    {
                      "b": 0.5,
                      "c": null
                    }
                  ],
                  "none": [],
                  "z": -9
                }""", json.toString());
    }

    @Test
    void escapesWhatJsonReserves() {
        JsonWriter json = new JsonWriter()
                .beginObject()
                .field("a\"b", "\\ \n\r\t\u0001 é")
                .endObject();

        assertEquals("{\n  \"a\\\"b\": \"\\\\ \\n\\r\\t\\u0001 é\"\n}", json.toString());
    }

    @Test
    void oneLineHasNoBreaks() {
        JsonWriter json = JsonWriter.inOneLine()
                .beginObject()
                .field("a", "x\ny")
                .beginArray("list")
                .beginElement()
                .field("b", 1)
                .endObject()
                .beginElement()
                .endObject()
                .endArray()
                .endObject();

        assertEquals("{\"a\":\"x\\ny\",\"list\":[{\"b\":1},{}]}", json.toString());
    }

    @Test
    void numbersThatJsonDoesNotKnowAreNull() {
        JsonWriter json = new JsonWriter()
                .beginObject()
                .field("a", Double.NaN)
                .field("b", Double.POSITIVE_INFINITY)
                .endObject();

        assertEquals("{\n  \"a\": null,\n  \"b\": null\n}", json.toString());
    }
}
