/**
 * What records of turns have in common, for the packing of them: a record made with it is half as long. Records that are stored need
 * it as it is, to the letter; a better one is a second one, with a number of its own.
 */
export const RECORD_WORDS =
  '{"kind":"text","body":"hi"}}{"kind":"not_free","why":"held","alternatives":[{"staffId":"","startsAt":1796,"endsAt":1796,"date":"202' +
  '6-12-","time":"10:30"},"view":{"at":"alternatives","starts":[{"at":"bookings","to":"see"}"at":"confirm_hold"},"view":{"at":"services' +
  '"},"view":{"at":"people"},"view":{"at":"times","date":"2026-12-"view":{"at":"days","from":"2026-"draft":{"serviceId":"","holdId":"' +
  '"kind":"planned","booking":{"id":"","contactId":"","serviceId":"","serviceName":"","staffId":"","staffName":"","startsAt":17,"endsA' +
  't":17,"date":"2026-","time":"","zone":"Europe/","price":{"amount":00,"currency":"EUR"},"state":"held","expiresAt":17,"chosenBecaus' +
  'e":"least_booked","history":[{"state":"held","at":17,"by":"customer"}{"state":"confirmed","expiresAt":0,"asked_for"}],"held":{"id":' +
  '"{"kind":"hold","serviceId":"{"kind":"confirm","bookingId":"{"kind":"find_slots","ask":{"serviceId":"","from":"2026-","to":"2026-' +
  '{"kind":"slots","packed":{"whose":[["",30],["",45]],"starts":[29947,0,0,15,0,15,0,30,0,30,15,15,15,15,60,0,0,60,0,0,60],"of":[0,1,2,0' +
  ',1,2,0,1,0,1,1,1,1,0,0,0,2,2,2]}}],{"kind":"say","say":{"text":[{"key":"hello","params":{"tenant":"","name":""}},{"key":"menu","para' +
  'ms":{}}],{"key":"service_chosen","params":{"service":"","minutes":30,"price":{"amount":00,"currency":"EUR"}}},{"key":"ask_person","par' +
  'ams":{}}{"key":"ask_service","params":{}}],"choices":{"open":{"key":"open_services","params":{}},"sections":[{"choices":[{"id":"se' +
  'rvice:","title":{"key":"verbatim","params":{"text":""}},"description":{"key":"service_about","params":{"minutes":30,"price":{"amou' +
  'nt":00,"currency":{"key":"verbatim","params":{"text":""}},"description":{"key":"anyone_about","params":{}}},{"id":"staff:*","title":' +
  '{"key":"anyone","params":{}},{"key":"ask_day","params":{}}],"choices":{"open":{"key":"open_days","params":{}},"sections":[{"choices' +
  '":[{"id":"at:1796","title":{"key":"earliest","params":{}},"description":{"key":"moment","params":{"date":"2026-","time":""}}},{"id":"' +
  'day:2026-","title":{"key":"day_title","params":{"date":"2026-"}},"description":{"key":"day_about","params":{"count":9,"first":"09:00"' +
  ',"last":"18:00"}}},{"id":"days:2026-","title":{"key":"next_week","params":{}}},{"key":"not_free","params":{"why":"held"}},{"key":"as' +
  'k_alternative","params":{}}],"choices":{"open":{"key":"open_times","params":{}},"title":{"key":"other_day","params":{}}}]}]},"foote' +
  'r":{"key":"footer","params":{}}}}],"text":[{"key":"booked","params":{{"key":"ask_confirm","params":{"service":"","staff":"","date":"2' +
  '026-","time":"","minutes":30,"price":{"amount":00,"currency":"EUR"}}},{"key":"where","params":{"tenant":"","address":""}},{"key":"ke' +
  'pt_until","params":{"time":""}}],"choices":{"open":{"key":"choose","params":{}},"sections":[{"choices":[{"id":"confirm:01m","title"' +
  ':{"key":"button_confirm","params":{}},"means":"yes"},{"id":"days:2026-","title":{"key":"button_other_time","params":{}},"means":"no' +
  '"},{"id":"over","title":{"key":"button_over","params":{}}}]}]},"bookingId":""}}],{"id":"move:","title":"Reschedule"},{"id":"cancel:' +
  '","title":"Cancel booking"},{"id":"book","title":{"key":"button_book","params":{}}},{"id":"bookings","title":{"key":"button_bookings"' +
  ',"params":{}}},{"id":"help","title":{"key":"button_help","params":{}}}]}]}}}],{"before":{"version":1,"view":{"at":"menu"},"offered"' +
  ':[{"id":"book","title":"Book appointment"},{"id":"bookings","title":"My bookings"},{"id":"help","title":"Help"}],"lastAt":17960,"miss' +
  'es":0},"inputs":[{"kind":"message","content":{"kind":"choice","by":"list","id":"","title":""}}],"facts":{"now":1796,"today":"2026-",' +
  '"answeredBy":"bot","customerName":"","upcoming":[]},"effects":[{"kind":"say","say":{"text":[{"key":"';
