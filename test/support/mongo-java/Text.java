import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Collection;

/**
 * MongoDB sorts text by its code points, Java by UTF-16. They differ where surrogates meet U+E000 to U+FFFF, so inside the
 * server these two exchange their places.
 */
class Text {
  static Object in(Object value) { return mapped(value, true); }

  static Object out(Object value) { return mapped(value, false); }

  /** The value itself when there is nothing to exchange in it: it may be a document that is kept. */
  private static Object mapped(Object value, boolean in) {
    if (value instanceof String text) return mapped(text, in);
    if (value instanceof Document document) {
      Document copy = null;
      for (var entry : document.entrySet()) {
        var now = mapped(entry.getValue(), in);
        if (now == entry.getValue()) continue;
        if (copy == null) copy = document.clone();
        copy.put(entry.getKey(), now);
      }
      return copy == null ? document : copy;
    }
    if (value instanceof Collection<?> list) {
      var copy = new ArrayList<Object>(list.size());
      var same = true;
      for (var item : list) {
        copy.add(mapped(item, in));
        same &= copy.get(copy.size() - 1) == item;
      }
      return same ? list : copy;
    }
    return value;
  }

  private static String mapped(String text, boolean in) {
    for (var n = 0; n < text.length(); n++) if (text.charAt(n) >= 0xD800) return exchanged(text, in);
    return text;
  }

  private static String exchanged(String text, boolean in) {
    var chars = text.toCharArray();
    for (var n = 0; n < chars.length; n++) if (chars[n] >= 0xD800) chars[n] = in ? inward(chars[n]) : outward(chars[n]);
    return new String(chars);
  }

  private static char inward(char c) { return (char) (c < 0xE000 ? c + 0x2000 : c - 0x800); }

  private static char outward(char c) { return (char) (c < 0xF800 ? c + 0x800 : c - 0x2000); }
}
